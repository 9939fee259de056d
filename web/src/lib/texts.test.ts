import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { laterTexts, texts } from "./i18n";

function keysOf(node: object, prefix = ""): string[] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === "string" ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  );
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes(".test.") && !path.includes("texts") ? [path] : [];
  });
}

const later = { console: await laterTexts.console(), imports: await laterTexts.imports() };
const written = keysOf({ ...texts, ...later.console, ...later.imports });
const files = sources("src").map((path) => ({ path, source: readFileSync(path, "utf8") }));
const code = files.map(({ source }) => source);

test("every text that the pages ask for is written", () => {
  const known = new Set(written.map((key) => key.replace(/_(one|other)$/, "")).concat(written));
  const asked = code.flatMap((source) => [...source.matchAll(/\bt\(\s*"([\w.]+)"/g)].map((match) => match[1] ?? ""));
  expect(asked.filter((key) => !known.has(key))).toEqual([]);
});

test("no text is written that nobody asks for", () => {
  const all = code.join("\n");
  const families = [...all.matchAll(/`([\w.]*)\$\{[^}]+\}([\w.]*)`/g)].map(
    (match) => [match[1] ?? "", match[2] ?? ""] as const,
  );
  const unused = written.filter((key) => {
    const plain = key.replace(/_(one|other)$/, "");
    if (all.includes(`"${plain}"`)) return false;
    return !families.some(([head, tail]) => (head || tail) && plain.startsWith(head) && plain.endsWith(tail));
  });
  expect(unused).toEqual([]);
});

test.each([
  ["imports", /^src\/features\/imports\//],
  [
    "console",
    /^src\/(features\/(organisations|plans|resellers|reselling|statements)|components\/(statement|shell\/console-places))/,
  ],
] as const)("the words of %s, which come later, are said only where they have come", (part, places) => {
  const asked = new RegExp(`["\`](${Object.keys(later[part]).join("|")})\\.[a-z_$]+[."\`{]`);
  expect(files.filter(({ path, source }) => !places.test(path) && asked.test(source)).map(({ path }) => path)).toEqual(
    [],
  );
});

test("no words that come later take the place of others", () => {
  const all = [texts, later.console, later.imports].flatMap(Object.keys);
  expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([]);
});
