export type BrandColors = { color: string; on_color: string; text_light: string; text_dark: string };

const names = ["--brand", "--brand-on", "--brand-away", "--brand-text-light", "--brand-text-dark"];

/** Gives an element, and all in it, the colours of a brand; null takes them away. `styles/brand.css` says what they colour. */
export function paintBrand(element: HTMLElement, colors: BrandColors | null): void {
  element.toggleAttribute("data-brand", colors !== null);
  for (const name of names) element.style.removeProperty(name);
  if (colors === null) return;
  const away = colors.on_color === "#ffffff" ? "#000000" : "#ffffff";
  const values = [colors.color, colors.on_color, away, colors.text_light, colors.text_dark];
  for (const [place, name] of names.entries()) element.style.setProperty(name, values[place] ?? "");
}
