const steps = [1, 2, 2.5, 5, 10];

/** The values that lines are drawn at: from nothing to the first round one above `most`, about `lines` of them. */
export function ticks(most: number, lines = 4): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / lines;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (steps.find((one) => one * power >= rough - Number.EPSILON * power) ?? 10) * power;
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
