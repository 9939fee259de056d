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

/** The share of the price in whole per mille, halves away from nothing; null where there is no price. */
export function marginShare(price: string, cost: string): number | null {
  const total = toCents(price);
  if (total === 0n) return null;
  const cents = total - toCents(cost);
  const size = cents < 0n ? -cents : cents;
  const share = Number((size * 2000n + total) / (total * 2n)) / 1000;
  return cents < 0n ? -share : share;
}

/** An amount as it is stored, of what somebody types: `12,5` is `12.5`; null where it is none. */
export function amountOf(text: string): string | null {
  const amount = text.trim().replace(",", ".");
  return /^\d{1,12}(\.\d{1,2})?$/.test(amount) ? amount : null;
}
