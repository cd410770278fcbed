import type { ProjectTree } from "../tree.ts";
import { goLanguage } from "./language.ts";

const words = /\b[A-Za-z_]\w{0,80}\b/g;
const isTest = /_test\.go$/;
/** What the compiler calls, or a linker. */
const called = /^(?:main|init)$/;
const mostRounds = 5;

/**
 * A module without the functions that nothing in it names but tests: what a package has for other programs of the
 * repository, or for none any more. Lines stay where they are.
 */
export function reached(tree: ProjectTree): ProjectTree {
  const texts = new Map(tree.texts);
  for (let round = 0; round < mostRounds; round += 1) if (!withoutUnnamed(texts)) break;
  return { ...tree, texts };
}

/** Blanks those functions in place, and tells whether there were any. */
function withoutUnnamed(texts: Map<string, string>): boolean {
  const sources = [...texts].filter(([path]) => path.endsWith(".go") && !isTest.test(path));
  const mentions = new Map<string, number>();
  const declared = new Map<string, number>();
  for (const [, text] of sources) {
    for (const [word] of text.replace(goLanguage.comments, "").matchAll(words)) count(mentions, word);
    for (const { name } of functionsIn(text.split("\n"))) count(declared, name);
  }
  const isUnnamed = (name: string) => !called.test(name) && mentions.get(name) === declared.get(name);
  let isChanged = false;
  for (const [path, text] of sources) {
    const lines = text.split("\n");
    const unnamed = [...functionsIn(lines)].filter(({ name }) => isUnnamed(name));
    for (const { from, to } of unnamed) lines.fill("", from, to + 1);
    if (unnamed.length > 0) texts.set(path, lines.join("\n"));
    isChanged ||= unnamed.length > 0;
  }
  return isChanged;
}

const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

/** Functions without a receiver, from the first line to the one that closes it, as gofmt writes them. */
function* functionsIn(lines: readonly string[]): Generator<{ name: string; from: number; to: number }> {
  for (const [from, line] of lines.entries()) {
    const name = /^func (\w{1,80})[[(]/.exec(line)?.[1];
    const to = name && line.endsWith("{") ? lines.indexOf("}", from) : from;
    if (name && to !== -1) yield { name, from, to };
  }
}

const imports = /^(?:import[ \t]{1,9}|\t)(?:([\w.]{1,60})[ \t]{1,9})?"([\w.~/-]{1,200})"/gm;

/** The modules that a program's own packages use, and those of which nobody knows, as no file that is read imports them. */
export function usedModules(requires: ReadonlySet<string>, whole: ProjectTree, own: ProjectTree): Set<string> {
  const imported = new Set(importsOf(whole).map(({ path }) => path));
  const used = new Set(
    importsOf(own)
      .filter(({ isUsed }) => isUsed)
      .map(({ path }) => path),
  );
  const isIn = (paths: ReadonlySet<string>, name: string) =>
    [...paths].some((path) => path === name || path.startsWith(`${name}/`));
  return new Set([...requires].filter((name) => isIn(used, name) || !isIn(imported, name)));
}

/** What files import, and whether something in them still uses it. */
const importsOf = ({ texts }: ProjectTree) =>
  [...texts].flatMap(([file, text]) =>
    file.endsWith(".go") && !isTest.test(file)
      ? [...text.matchAll(imports)].map(([, alias, path = ""]) => ({ path, isUsed: isUsedIn(text, path, alias) }))
      : [],
  );

/** A package is called like the end of its path, without what tells of its version or of Go; one that is imported for what it does needs no name. */
function isUsedIn(text: string, path: string, alias: string | undefined): boolean {
  if (alias === "_" || alias === ".") return true;
  const last = path.split("/").findLast((part) => !/^v\d{1,3}$/.test(part)) ?? "";
  const name = alias ?? last.replace(/\.v\d{1,3}$/, "").replace(/^go-|[-.]go$|\d{1,4}(?=[-.]go$)/g, "");
  return !/^\w{1,60}$/.test(name) || text.includes(`${name}.`);
}
