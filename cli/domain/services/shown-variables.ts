import { basename } from "node:path/posix";
import type { Source } from "../packs/shared/scan.ts";
import type { ProjectTree } from "../packs/tree.ts";
import { variablesOfApp } from "./app-json.ts";
import { composeSources, examplesFor } from "./settings-files.ts";

/** What the project's people say of variables where they show them. */
export interface Shown {
  /** Nobody has to set these. */
  spared: Pick<ReadonlySet<string>, "has">;
  /** Somebody has to. */
  required: ReadonlySet<string>;
  /** Whoever sets the program up is asked for these, and where: they may be what its command is made of. */
  asked: ReadonlyMap<string, string>;
  /** Those that an example of the environment gives a value, and where. */
  examples: ReadonlyMap<string, string>;
}

export const nothingShown: Shown = { spared: new Set(), required: new Set(), asked: new Map(), examples: new Map() };

const shownVariable = /^\s{0,40}(#*)\s{0,9}(?:- )?(?:export )?([A-Z][A-Z0-9_]{1,80})\s{0,3}[=:](.{0,200})/;
const ofChoice = /\boptional\b/i;
const ofNeed = /\brequired\b|\bnot optional\b/i;
const allChosen = /^\s{0,9}#[^\n]{0,60}\b(?:everything|all)\b[^\n.]{0,60}\boptional\b/i;
const isNeed = (remark: string) => ofNeed.test(remark);
const isChosen = (remark: string) => ofChoice.test(remark) && !ofNeed.test(remark);
/** Nothing but that, of all cases. */
const saysRequired =
  /^[\s#=*\-\u2500-\u257f[(]{0,80}required(?: (?:environment |env )?(?:variables?|settings|configuration|values))?[\s#=*\-\u2500-\u257f:.)\]]{0,80}$/i;
/** What is remarked of a variable on its own line. */
const besideIn = (line: string) => / #(.{0,200})$/.exec(line)?.[1] ?? "";
const isEmpty = (value: string) => /^\s{0,9}(?:""|'')?\s{0,9}(?:#.{0,200})?$/.test(value);
/** What many leave out of a file that others see; whoever shows one of them leaves those empty that nobody needs. */
const isSecret = /KEY|SECRET|TOKEN|PASS|CREDENTIAL|_ID$/;
/** Where its data are, a program never goes on without. */
const isOfData = /DATABASE|MONGO|REDIS|POSTGRES|MYSQL|_DSN$/;
/** So many variables are all that people speak of. */
const mostOfAll = 8;

/**
 * What the examples of the project's people, their Compose file and their app.json say of variables. They do without those that stand there as a
 * remark alone, or below or beside one that calls them optional; where a program goes on without one, they also may be empty, or missing in a long
 * example. Required is what stands below or beside a remark that says no more than that.
 */
export function variablesShown(tree: ProjectTree, goesOn = false): Shown {
  const { optional, asked } = variablesOfApp(tree);
  const spared = new Set(optional);
  const needed = new Set(asked.keys());
  const required = new Set<string>();
  const examples = examplesFor(tree);
  const shown = new Set<string>();
  const given = new Map<string, string>();
  const showsSecrets = examples.some(({ text }) =>
    /^[A-Z0-9_]{0,60}(?:KEY|SECRET|TOKEN|PASSWORD)=["']?[^"'\s#]/m.test(text),
  );
  const mayBeEmpty = (name: string) => goesOn && !isOfData.test(name) && (showsSecrets || !isSecret.test(name));
  for (const source of [...examples, ...composeSources(tree)]) {
    const isExample = /env/.test(basename(source.path));
    const all = linesOf(source);
    const isAllChosen = source.text.split("\n").some((line) => allChosen.test(line));
    const marksNeeded = goesOn && all.some(({ beside }) => isNeed(beside));
    for (const { name, isRemark, above, beside, value, line } of all) {
      const isOpen = isEmpty(value) && (marksNeeded ? !isNeed(beside) : isExample && mayBeEmpty(name));
      (isRemark || isAllChosen || isChosen(above) || isChosen(beside) || isOpen ? spared : needed).add(name);
      if (!isRemark && [above, beside].some((remark) => saysRequired.test(remark))) required.add(name);
      if (isExample) shown.add(name);
      if (isExample && !isRemark && !isAllChosen && !given.has(name)) given.set(name, `${source.path}:${line}`);
    }
  }
  const isLong = goesOn && shown.size >= mostOfAll;
  const has = (name: string) =>
    (spared.has(name) && !needed.has(name)) || (isLong && !shown.has(name) && !needed.has(name));
  return { spared: { has }, required, asked, examples: given };
}

interface ShownLine {
  name: string;
  value: string;
  isRemark: boolean;
  /** The last remark before it, and the one on its line. */
  above: string;
  beside: string;
  line: number;
}

function linesOf({ text }: Source): ShownLine[] {
  let above = "";
  return text.split(/\r?\n/).flatMap((line, index): ShownLine[] => {
    const [, remark, name, value = ""] = shownVariable.exec(line) ?? [];
    if (name) return [{ name, value, isRemark: remark !== "", above, beside: besideIn(value), line: index + 1 }];
    if (line.trim().startsWith("#")) above = line;
    return [];
  });
}
