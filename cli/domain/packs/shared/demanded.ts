import { lineAt } from "../tree.ts";
import { blockAt, depthOf } from "./block.ts";
import type { Demands, Language } from "./language.ts";
import { type Match, matchesOf, type Source } from "./scan.ts";

/** Files that are run when a program starts, whatever it is asked for later. */
const runAtStart =
  /(?:^|\/)(?:[\w.-]{0,30}(?:env|environment|config|configuration|settings|secrets|constants)[\w.-]{0,30}|index|server|app|main|db|database|auth|session|bot|client)\.[\w.]{1,20}$/i;

/** Whether the program ends where a variable that is read there is missing: `if (!process.env.KEY) throw …`. */
export function demandedBy(sources: readonly Source[], demands: Demands | undefined): (read: Match) => boolean {
  if (!demands) return () => false;
  const texts = new Map(sources.map(({ path, text }) => [path, text]));
  return ({ at, before, after }) => {
    if (demands.instead.test(after)) return true;
    const isCondition =
      (demands.missingBefore.test(before) || demands.missingAfter.test(after)) && !demands.only.test(after);
    const [path, line] = placeOf(at);
    if (!isCondition || !(depthOf(before) === 0 || runAtStart.test(path))) return false;
    return demands.ends.test(blockAt(texts.get(path) ?? "", line));
  };
}

const placeOf = (at: string): [path: string, line: number] => {
  const end = at.lastIndexOf(":");
  return [at.slice(0, end), Number(at.slice(end + 1))];
};

const quoted = /["'`]([A-Z][A-Z0-9_]{1,80})["'`]/g;

/** Those of a list whose every name has to be there. */
export const listedIn = (sources: readonly Source[], { demands }: Language["variables"]): Match[] =>
  (demands?.lists ?? []).flatMap((list) =>
    [
      ...matchesOf(
        sources.filter(({ text }) => demands?.byName.test(text)),
        list,
      ),
    ].flatMap((match) =>
      [...(match.groups[0] ?? "").matchAll(quoted)].map(([, name = ""]) => ({ ...match, groups: [name] })),
    ),
  );

const single = /^\s{0,80}([A-Z][A-Z0-9_]{1,80})(?:\s{0,9}:\s{0,9}(\w{1,80}))?\s{0,80}$/;

/** `const { HOST_KEY, LEVEL = "info" } = process.env`: those without a default that nothing asks for. */
export const takenAtOnce = (sources: readonly Source[], { demands }: Language["variables"]): Match[] =>
  sources.flatMap((source) =>
    [...(demands ? matchesOf([source], demands.several) : [])].flatMap((match) =>
      (match.groups[0] ?? "").split(",").flatMap((part) => {
        const [, name, alias = name] = single.exec(part) ?? [];
        return name && alias && !isAskedFor(source.text, alias, demands?.ends) ? [{ ...match, groups: [name] }] : [];
      }),
    ),
  );

/** Whether a text goes on without what is called like this. */
function isAskedFor(text: string, name: string, ends: RegExp | undefined): boolean {
  const ways = [
    `if (${name})`,
    `if (${name} `,
    `if (!${name})`,
    `if (!${name} `,
    `${name} ?`,
    `${name} &&`,
    `${name} ||`,
  ];
  return ways.some((way) => {
    const index = text.indexOf(way);
    return index !== -1 && !(way.includes("!") && ends?.test(blockAt(text, lineAt(text, index))));
  });
}
