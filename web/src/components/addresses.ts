import type { Contact } from "@/api/resources";

export type Address = Contact["addresses"][number];

export function addressLines(address: Address): string[] {
  const town = [address.city, address.postcode].filter(Boolean).join(" ");
  return [address.line1, address.line2, town]
    .filter((line) => line !== null && line !== undefined && line !== "")
    .map(String);
}

/** Opens the map that the device knows, at that address. */
export function mapLink(address: Address): string {
  const query = [...addressLines(address), address.country].filter(Boolean).join(", ");
  return mapSearch(query);
}

/** The same for a place in one line. */
export function mapSearch(place: string): string {
  return `https://www.openstreetmap.org/search?query=${encodeURIComponent(place)}`;
}
