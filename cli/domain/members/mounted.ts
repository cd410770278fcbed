import { parseDockerfile } from "../dockerfile/parse.ts";
import { copiedPaths } from "../packs/dockerfile/warnings.ts";
import { buildOf, composeFileOf, recordOf } from "../packs/shared/compose-file.ts";
import type { ProjectTree } from "../packs/tree.ts";
import { isSourceOfAny } from "./folders.ts";
import { dotless } from "./names.ts";

/**
 * Where the image of a Dockerfile at the top holds no program: it copies no sources, and the Compose file lays the project
 * over it. It is for developing.
 */
export function mountedAt(tree: ProjectTree): string | undefined {
  const text = tree.texts.get("Dockerfile");
  const file = text === undefined ? undefined : composeFileOf(tree);
  const mounted = file?.services.find(([, said]) => {
    const build = buildOf(said);
    return build?.context === "." && build.dockerfile === "Dockerfile" && mountsProject(said.volumes);
  });
  if (!file || !mounted || copiesSources(tree, text ?? "")) return undefined;
  return file.path;
}

const mountsProject = (volumes: unknown): boolean =>
  (Array.isArray(volumes) ? volumes : []).some((volume) => {
    const source = String(recordOf(volume).source ?? String(volume).split(":", 1)[0]);
    return dotless(source) === "" || source === "." || /^\$\{?PWD\}?\/?$/.test(source);
  });

function copiesSources({ paths }: ProjectTree, dockerfile: string): boolean {
  const copied = copiedPaths(parseDockerfile(dockerfile));
  return copied.some(
    (path) =>
      path === "." ||
      /[*?[$]/.test(path) ||
      paths.some((known) => isSourceOfAny(known) && (known === path || known.startsWith(`${path}/`))),
  );
}
