import { jenkinsXIn } from "../jenkins-x/traces.ts";
import { builtOutside } from "../packs/dockerfile/built-outside.ts";
import { noLanguage } from "../packs/shared/no-language.ts";
import { below, type ProjectTree, subtree, withoutPaths } from "../packs/tree.ts";
import { readable } from "./folders.ts";
import { dockerfilePath } from "./member.ts";
import { mountedAt } from "./mounted.ts";
import type { Subject } from "./subject.ts";

/** Dockerfiles by their paths, and why nothing that can be released is built of each. */
export type Unusable = ReadonlyMap<string, string>;

/**
 * Dockerfiles that put into an image what somebody built before, or no program: a release is built of the commit alone. Where import can
 * build the project itself they say nothing; what Jenkins X left is taken away by a migration instead.
 */
export function unusableIn(tree: ProjectTree): Unusable {
  if (jenkinsXIn(tree)) return new Map();
  const folders = tree.paths
    .filter((path) => /(?:^|\/)Dockerfile$/.test(path))
    .map((path) => path.split("/").slice(0, -1).join("/"));
  return new Map(
    folders.flatMap((folder) => {
      const own = folder ? subtree(tree, folder) : tree;
      const why = whyUnusable(own);
      const path = below(folder, "Dockerfile");
      const pack = why && readable(withoutPaths(own, (other) => other === "Dockerfile"))?.pack;
      return why && pack && pack.language !== noLanguage ? [[path, why] as const] : [];
    }),
  );
}

function whyUnusable(tree: ProjectTree): string | undefined {
  const found = builtOutside(tree);
  if (found) return `takes ${found.value} (${found.at}), which a build outside of it makes`;
  const mounted = mountedAt(tree);
  return mounted && `copies no sources, which ${mounted} mounts over its image while developing`;
}

export const withoutUnusable = (tree: ProjectTree, unusable: Unusable): ProjectTree =>
  unusable.size > 0 ? withoutPaths(tree, (path) => unusable.has(path)) : tree;

/** What is written instead stands beside them, since they are not ours. */
export function besideUnusable(subject: Subject, unusable: Unusable): Subject {
  const moved = <T extends Pick<Subject, "build">>(built: T): T => {
    const isTaken = unusable.has(dockerfilePath(built.build));
    return isTaken ? { ...built, build: { ...built.build, dockerfile: ownName(built.build.dockerfile) } } : built;
  };
  const builds = (subject.members ?? [subject]).map(({ build }) => dockerfilePath(build));
  const [first, ...others] = subject.members?.map((member) => moved(member)) ?? [];
  return {
    ...moved(subject),
    ...(first && { members: [first, ...others], build: first.build }),
    warnings: [
      ...builds.flatMap((path) => {
        const why = unusable.get(path);
        return why ? [warningOf(path, why)] : [];
      }),
      ...subject.warnings,
    ],
  };
}

const ownName = (dockerfile: string) => `${dockerfile}.chatops`;

const warningOf = (path: string, why: string) => ({
  text: `${path} ${why}: ${ownName(path)} builds it of the commit`,
  hint: `To have one file, delete ${path}, and import again.`,
});
