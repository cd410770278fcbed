import { basename } from "node:path/posix";
import { composeFiles, furtherComposeFiles } from "../../core/compose-files.ts";
import { readLock } from "../import/generated-files-lock.ts";
import { parseComposeFile, runFolder, withIncluded } from "../packs/shared/compose-file.ts";
import type { Source } from "../packs/shared/scan.ts";
import type { ComposeFile, ProjectTree } from "../packs/tree.ts";
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
export const examplesFor = (tree: ProjectTree): Source[] => [
  ...settingsOf(tree),
  ...(tree.within ? settingsOf(tree.within.repository).filter(({ path }) => !path.includes("/")) : []),
];

/** What people are told to set a variable to. */
export const exampleOf = (tree: ProjectTree, variable: string): string | undefined =>
  examplesFor(tree)
    .flatMap(({ text }) => text.split(/\r?\n/))
    .find((line) => line.startsWith(`${variable}=`))
    ?.slice(variable.length + 1);
