import { basename } from "node:path/posix";
import { composeFiles, furtherComposeFiles } from "../../core/compose-files.ts";
import { readLock } from "../import/generated-files-lock.ts";
import { parseComposeFile, runFolder, withIncluded } from "../packs/shared/compose-file.ts";
import type { Source } from "../packs/shared/scan.ts";
import type { ComposeFile, ProjectTree } from "../packs/tree.ts";
import { variablesOfApp } from "./app-json.ts";
import { withBases } from "./own-images.ts";

/** Files beside the sources that say which services a program uses, and by which variables. */
export const settingsFile =
  /(?:^|\/)(?:schema\.prisma|application(?:-[\w-]{1,40})?\.(?:properties|ya?ml)|database\.yml|\.?env[.-](?:example|sample|dist|template)(?:-[\w-]{1,40})?|\.?(?:example|sample)\.env|(?:app|config|dev|default)\.env|\.env\.[\w-]{1,40}\.(?:example|sample))$/;

/** Those of a project. */
export const settingsOf = ({ texts }: ProjectTree): Source[] =>
  [...texts].flatMap(([path, text]) => (settingsFile.test(path) ? [{ path, text }] : []));

/** Compose files that the project's people wrote: at the top, else in a folder for them. Those further below run something else. */
export function composeSources({ texts }: ProjectTree): Source[] {
  const generated = readLock(texts.get("chatops.lock"));
  const all = [...texts].flatMap(([path, text]) =>
    composeFiles.includes(basename(path)) && !generated.has(path) ? [{ path, text }] : [],
  );
  const top = all.filter(({ path }) => !path.includes("/"));
  if (top.length > 0) return top;
  const further = furtherComposeFiles.find((path) => texts.has(path));
  if (further) return [{ path: further, text: texts.get(further) ?? "" }];
  return all.filter(({ path }) => runFolder.test(path));
}

/** What they say; of a service that one of them builds, the file says only what is about it. */
export const composeFilesOf = (tree: ProjectTree): ComposeFile[] =>
  tree.composed
    ? [tree.composed]
    : composeSources(tree).map(({ path, text }) =>
        withBases(withIncluded(parseComposeFile(path, text), tree.texts), tree),
      );

/** Those of a project, and of what it is a part of. */
const examplesFor = (tree: ProjectTree): Source[] => [
  ...settingsOf(tree),
  ...(tree.within ? settingsOf(tree.within.repository).filter(({ path }) => !path.includes("/")) : []),
];

/** What people are told to set a variable to. */
export const exampleOf = (tree: ProjectTree, variable: string): string | undefined =>
  examplesFor(tree)
    .flatMap(({ text }) => text.split(/\r?\n/))
    .find((line) => line.startsWith(`${variable}=`))
    ?.slice(variable.length + 1);

const shownVariable = /^\s{0,40}(#*)\s{0,9}(?:- )?(?:export )?([A-Z][A-Z0-9_]{1,80})\s{0,3}[=:](.{0,200})/;
const ofChoice = /\boptional\b/i;
const ofNeed = /\brequired\b|\bnot optional\b/i;
const isNeed = (remark: string) => ofNeed.test(remark);
const isChosen = (remark: string) => ofChoice.test(remark) && !ofNeed.test(remark);
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
 * Variables that the examples of the project's people, their Compose file and their app.json do without: they stand there as a remark
 * alone, or below or beside one that calls them optional. Where a program goes on without one, they also may be empty, or missing in a long example.
 */
export function sparedIn(tree: ProjectTree, goesOn = false): Pick<ReadonlySet<string>, "has"> {
  const { optional, asked } = variablesOfApp(tree);
  const spared = new Set(optional);
  const needed = new Set(asked);
  const examples = examplesFor(tree);
  const shown = new Set<string>();
  const showsSecrets = examples.some(({ text }) =>
    /^[A-Z0-9_]{0,60}(?:KEY|SECRET|TOKEN|PASSWORD)=["']?[^"'\s#]/m.test(text),
  );
  const mayBeEmpty = (name: string) => goesOn && !isOfData.test(name) && (showsSecrets || !isSecret.test(name));
  for (const { path, text } of [...examples, ...composeSources(tree)]) {
    let isChoice = false;
    const isExample = /env/.test(basename(path));
    const marksNeeded = goesOn && text.split("\n").some((line) => shownVariable.test(line) && isNeed(besideIn(line)));
    for (const line of text.split(/\r?\n/)) {
      const [, remark, name, value = ""] = shownVariable.exec(line) ?? [];
      if (name) {
        const beside = besideIn(value);
        const isOpen = isEmpty(value) && (marksNeeded ? !isNeed(beside) : isExample && mayBeEmpty(name));
        (remark || isChoice || isChosen(beside) || isOpen ? spared : needed).add(name);
        if (isExample) shown.add(name);
      } else if (line.trim().startsWith("#")) isChoice = isChosen(line);
    }
  }
  const isLong = goesOn && shown.size >= mostOfAll;
  return {
    has: (name) => (spared.has(name) && !needed.has(name)) || (isLong && !shown.has(name) && !needed.has(name)),
  };
}
