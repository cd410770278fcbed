import { waitsFor } from "../packs/shared/compose-file.ts";
import { firstWord, type Source } from "../packs/shared/scan.ts";
import { assumed, type ProjectTree } from "../packs/tree.ts";
import { kindOfImage } from "./images.ts";
import { composeFilesOf, composeSources, settingsFile } from "./settings-files.ts";
import type { Dependencies, UsedService } from "./used-service.ts";

/**
 * Whether a Compose file runs a service of which a program in Node knows nothing: it has no package for it, waits for it nowhere, and reads
 * none of the variables that it is given. Such files are often those of a template.
 */
export function isOnlyRun({ kind, at, variables }: UsedService, { ecosystem }: Dependencies, tree: ProjectTree) {
  const files = composeFilesOf(tree);
  const isComposed = files.some(({ path }) => at.startsWith(`${path}:`));
  if (ecosystem !== "npm" || !isComposed || tree.unread) return false;
  const isWaitedFor = files.some(({ services }) =>
    services.some(
      ([name, { image }]) =>
        kindOfImage(String(image ?? ""))?.name === kind.name && services.some(([, said]) => waitsFor(said, name)),
    ),
  );
  const own = ownTexts(tree);
  return !isWaitedFor && variables.every(({ value, at: place }) => place === assumed || !firstWord(own, value));
}

/** All but what says how the program is run. */
function ownTexts(tree: ProjectTree): Source[] {
  const run = new Set([...composeSources(tree), ...composeFilesOf(tree)].map(({ path }) => path));
  return [...tree.texts].flatMap(([path, text]) => (run.has(path) || settingsFile.test(path) ? [] : [{ path, text }]));
}
