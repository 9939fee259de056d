const duration = 1800;
const colour = "var(--info-bg)";

/** Lets what somebody else changed stand out for a moment. Who wants no motion sees a colour that comes and goes at once. */
export function flash(elements: Iterable<Element>): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // Without a second frame the colour fades to whatever the element has.
  const frames = [{ backgroundColor: colour, offset: 0 }, ...(still ? [{ backgroundColor: colour, offset: 1 }] : [])];
  for (const element of elements) element.animate(frames, { duration, easing: "ease-in" });
}

/** The rows and cards of a record, wherever the page shows it. */
export function shownRows(id: string): Iterable<Element> {
  return document.querySelectorAll(`[data-row="${CSS.escape(id)}"]`);
}

/** The places that show or ask one field, within a page or a form. */
export function shownFields(within: ParentNode, field: string): Iterable<Element> {
  return within.querySelectorAll(`[data-field="${CSS.escape(field)}"]`);
}
