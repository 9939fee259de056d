const duration = 1800;

/** Lets what somebody else changed stand out for a moment. Who wants no motion sees a colour that comes and goes at once. */
export function flash(elements: Iterable<Element>): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const end = still ? "var(--info-bg)" : "transparent";
  for (const element of elements) {
    element.animate([{ backgroundColor: "var(--info-bg)" }, { backgroundColor: end }], { duration, easing: "ease-in" });
  }
}

/** The rows and cards of a record, wherever the page shows it. */
export function shownRows(id: string): Iterable<Element> {
  return document.querySelectorAll(`[data-row="${CSS.escape(id)}"]`);
}

/** The places that show or ask one field, within a record's page or a form. */
export function shownFields(within: ParentNode, field: string): Iterable<Element> {
  return within.querySelectorAll(`[data-field="${CSS.escape(field)}"]`);
}
