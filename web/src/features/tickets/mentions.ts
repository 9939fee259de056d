export type Colleague = { id: string; name: string };

/** What is being typed after an @, right before the caret, and where it begins. */
export function mentionAt(text: string, caret: number): { start: number; typed: string } | null {
  const found = /(?:^|[\s(])@([^\s@]{0,40}(?: [^\s@]{0,40})?)$/u.exec(text.slice(0, caret));
  return found?.[1] === undefined ? null : { start: caret - found[1].length - 1, typed: found[1] };
}

/** Who may be meant, those whose name begins with it first. */
export function matching(colleagues: readonly Colleague[], typed: string): Colleague[] {
  const wanted = typed.toLowerCase();
  const fits = (name: string) => name.startsWith(wanted) || name.includes(` ${wanted}`);
  return colleagues
    .filter(({ name }) => fits(name.toLowerCase()))
    .sort((a, b) => Number(!a.name.toLowerCase().startsWith(wanted)) - Number(!b.name.toLowerCase().startsWith(wanted)))
    .slice(0, 6);
}

/** The pieces of a text: words, whom it mentions, and addresses of the web. */
export type Piece = { text: string; kind: "words" | "mention" | "link"; key: number };

export function pieces(text: string, mentioned: readonly Colleague[]): Piece[] {
  // The longest names first: "@Tom" is also the beginning of "@Tom Hallam".
  const names = mentioned.map(({ name }) => name).sort((a, b) => b.length - a.length);
  const escaped = names.map((name) => `@${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
  const pattern = new RegExp([...escaped, 'https?://[^\\s<>"]*[^\\s<>".,;:!?)\\]]'].join("|"), "gu");
  const found: Piece[] = [];
  let end = 0;
  const add = (piece: string, kind: Piece["kind"], key: number) => piece && found.push({ text: piece, kind, key });
  for (const match of text.matchAll(pattern)) {
    add(text.slice(end, match.index), "words", end);
    add(match[0], match[0].startsWith("@") ? "mention" : "link", match.index);
    end = match.index + match[0].length;
  }
  add(text.slice(end), "words", end);
  return found;
}

/** Whom a text names. Of two with one name, those who were picked; if nobody was, both. */
export function mentionedIn(text: string, colleagues: readonly Colleague[], picked: readonly string[]): string[] {
  const called = new Set(
    pieces(text, colleagues).flatMap(({ kind, text: name }) => (kind === "mention" ? [name] : [])),
  );
  return [...called].flatMap((name) => {
    const same = colleagues.filter((colleague) => `@${colleague.name}` === name).map(({ id }) => id);
    const chosen = same.filter((id) => picked.includes(id));
    return chosen.length > 0 ? chosen : same;
  });
}
