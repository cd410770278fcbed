import { parseDockerfile } from "../../dockerfile/parse.ts";
import type { Description, Pack } from "../pack.ts";
import { noLanguage } from "../shared/no-language.ts";
import { below, type ProjectTree, subtree } from "../tree.ts";
import { copiedPaths } from "./warnings.ts";

/** What builds the pages of a program in another language. */
const ofPages: ReadonlySet<string> = new Set(["node", "static"]);

/**
 * The program of a Dockerfile whose sources lie in a folder of their own, as `backend/` beside `frontend/`: the pack of
 * that folder, which says there what the program is built of. None if there are several.
 */
export function copiedProgram(tree: ProjectTree, packs: readonly Pack[]): Pack | undefined {
  const copied = copiedPaths(parseDockerfile(tree.texts.get("Dockerfile") ?? ""));
  const isCopied = (folder: string) => copied.some((path) => path === "." || isIn(path, folder));
  const folders = new Set(tree.paths.flatMap((path) => /^([^/.][^/]{0,99})\/[^/]{1,99}$/.exec(path)?.[1] ?? []));
  const found = [...folders].filter(isCopied).flatMap((folder) => {
    const own = subtree(tree, folder);
    const pack = packs.find((one) => one.language !== noLanguage && one.recognize(own)?.sure === "certain");
    return pack && !ofPages.has(pack.name) ? [{ pack, folder }] : [];
  });
  const [only, ...others] = found;
  return only && others.length === 0 ? inFolder(only.pack, only.folder) : undefined;
}

const isIn = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

/** Its name, and what is run from the top, are those of the whole. */
function inFolder(pack: Pack, folder: string): Pack {
  const { configured } = pack;
  const describe = (tree: ProjectTree): Description => {
    const { dependencies, entry, needs, startsSlowly } = pack.describe(subtree(tree, folder));
    return {
      names: [{ value: tree.folder, at: "folder" }],
      dependencies,
      testSteps: [],
      ...(entry && { entry: below(folder, entry) }),
      ...(needs && { needs: needs.map(({ value, at }) => ({ value, at: below(folder, at) })) }),
      ...(startsSlowly !== undefined && { startsSlowly }),
    };
  };
  return {
    ...pack,
    describe,
    ...(configured && { configured: (survey, tree) => configured(survey, subtree(tree, folder)) }),
  };
}
