/** What a rate is like as it is written, to the decimals that are kept: the API's own form is a share of one. */
export const percentConstraint = {
  required: true,
  pattern: "^(100([.,]0{1,3})?|\\d{1,2}([.,]\\d{1,3})?)\\s*%?$",
  format: "percent",
};

/** People write percent, the API a share of one; as texts, so that no decimal is lost on the way. */
export function toShare(percent: string): string {
  const text = percent.trim().replace(/\s*%$/, "").replace(",", ".");
  const [whole = "", decimals = ""] = text.split(".");
  if (!/^\d{1,3}$/.test(whole) || !/^\d*$/.test(decimals)) return percent;
  const digits = whole.padStart(3, "0") + decimals;
  return trimmed(`${digits.slice(0, -2 - decimals.length) || "0"}.${digits.slice(-2 - decimals.length)}`);
}

export function toPercent(share: string): string {
  const [whole = "0", decimals = ""] = share.split(".");
  const padded = decimals.padEnd(2, "0");
  return trimmed(`${Number(whole + padded.slice(0, 2))}.${padded.slice(2)}`);
}

const trimmed = (number: string) => (number.includes(".") ? number.replace(/\.?0*$/, "") : number);
