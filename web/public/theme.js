// Runs before the first paint, so that neither theme nor density flashes. The keys are those of src/lib/preferences.ts.
(() => {
  const root = document.documentElement;
  let theme = null;
  let density = null;
  try {
    theme = localStorage.getItem("worktrackr.theme");
    density = localStorage.getItem("worktrackr.density");
  } catch {
    // Storage may be forbidden; the system's theme it is.
  }
  const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.classList.toggle("dark", dark);
  if (density === "compact") root.dataset.density = "compact";
})();
