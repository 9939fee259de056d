/** The fields of a form by name; entries of a group have names such as `fields.place`. */
type Values = Record<string, unknown>;

export type Merge = {
  /** Fields that only the others changed: their values are shown. */
  taken: Values;
  /** What each field was when its present value began to differ, if it does. */
  base: Values;
};

/** An empty field is a field without a value. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? "") === JSON.stringify(other ?? "");
}

/**
 * Merges what others saved into what is being typed. `base` is what the typing began from: where only one side differs
 * from it, that side wins; where both do, the typed value stays and its base with it, so that saving asks.
 */
export function merge(base: Values, mine: Values, theirs: Values): Merge {
  const taken: Values = {};
  const next: Values = { ...base };
  for (const [name, value] of Object.entries(theirs)) {
    if (isSame(value, base[name])) continue;
    const untouched = isSame(mine[name], base[name]);
    if (untouched) taken[name] = value;
    if (untouched || isSame(mine[name], value)) next[name] = value;
  }
  return { taken, base: next };
}

/** The fields that both sides changed, each to something else. */
export function clashing(base: Values, mine: Values, theirs: Values): string[] {
  return Object.keys(mine).filter(
    (name) =>
      name in theirs &&
      !isSame(mine[name], base[name]) &&
      !isSame(theirs[name], base[name]) &&
      !isSame(mine[name], theirs[name]),
  );
}
