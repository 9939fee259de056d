/** Search parameters as people write them: `?status=Open&status=Waiting`, never JSON. */
export type Address = { [key: string]: string | string[] | undefined };

export function parseAddress(text: string): Address {
  const address: Address = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const earlier = address[key];
    if (earlier === undefined) address[key] = value;
    else address[key] = typeof earlier === "string" ? [earlier, value] : [...earlier, value];
  }
  return address;
}

export function formatAddress(address: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(address)) {
    if (value === undefined || value === null || value === "") continue;
    if (Array.isArray(value)) for (const one of value) parameters.append(key, String(one));
    else parameters.append(key, String(value));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

/** An address without what is not set, as the API takes it in a body. */
export function setParts(address: Address): Record<string, string | string[]> {
  const parts: Record<string, string | string[]> = {};
  for (const [key, value] of Object.entries(address)) if (value !== undefined) parts[key] = value;
  return parts;
}

export function first(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}

export function all(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
