/** The edge of a stub by the colour that the server gives a status. Whole names, so that the style sheet finds them. */
const edges: Record<string, string> = {
  "status-open": "[--stub-edge:var(--status-open)]",
  "status-progress": "[--stub-edge:var(--status-progress)]",
  "status-waiting": "[--stub-edge:var(--status-waiting)]",
  "status-resolved": "[--stub-edge:var(--status-resolved)]",
  "status-closed": "[--stub-edge:var(--status-closed)]",
};

export function statusLook(color: string | null): string {
  return edges[color ?? ""] ?? "";
}
