import { basename } from "node:path/posix";
import { composeFiles } from "../../core/compose-files.ts";
import { readLock } from "../import/generated-files-lock.ts";
import type { Source } from "../packs/shared/scan.ts";
import type { ProjectTree } from "../packs/tree.ts";

/** Files beside the sources that say which services a program uses, and by which variables. */
export const settingsFile =
  /(?:^|\/)(?:schema\.prisma|application(?:-[\w-]{1,40})?\.(?:properties|ya?ml)|database\.yml|\.env\.(?:example|sample|dist|template))$/;

/** Those of a project. */
export const settingsOf = ({ texts }: ProjectTree): Source[] =>
  [...texts].flatMap(([path, text]) => (settingsFile.test(path) ? [{ path, text }] : []));

/** Compose files that the project's people wrote. */
export function composeSources({ texts }: ProjectTree): Source[] {
  const generated = readLock(texts.get("chatops.lock"));
  return [...texts].flatMap(([path, text]) =>
    composeFiles.includes(basename(path)) && !generated.has(path) ? [{ path, text }] : [],
  );
}
