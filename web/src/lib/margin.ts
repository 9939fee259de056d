/** Price less cost, to the cent, without touching a binary fraction. */
export function margin(price: string, cost: string): string {
  return fromCents(toCents(price) - toCents(cost));
}

/** So many at that amount, to the cent. */
export function times(amount: string, quantity: number): string {
  return fromCents(toCents(amount) * BigInt(quantity));
}

/** What several amounts come to, to the cent. */
export function sum(amounts: readonly string[]): string {
  return fromCents(amounts.reduce((whole, amount) => whole + toCents(amount), 0n));
}

function toCents(amount: string): bigint {
  const [whole = "0", fraction = ""] = amount.replace("-", "").split(".");
  const cents = BigInt(whole || "0") * 100n + BigInt(fraction.slice(0, 2).padEnd(2, "0"));
  return amount.startsWith("-") ? -cents : cents;
}

function fromCents(cents: bigint): string {
  const size = cents < 0n ? -cents : cents;
  return `${cents < 0n ? "-" : ""}${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
}

/** The share of the price, or null where there is none. */
export function marginShare(price: string, cost: string): number | null {
  const total = Number(price);
  return total === 0 ? null : Number(margin(price, cost)) / total;
}
