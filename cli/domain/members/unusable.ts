import { jenkinsXIn } from "../jenkins-x/traces.ts";
import { builtOutside } from "../packs/dockerfile/built-outside.ts";
import { noLanguage } from "../packs/shared/no-language.ts";
import { below, type Found, type ProjectTree, subtree, withoutPaths } from "../packs/tree.ts";
import { readable } from "./folders.ts";
import { dockerfilePath, type Member } from "./member.ts";
import type { Subject } from "./subject.ts";

/** Dockerfiles by their paths, and what each takes that no commit holds. */
export type Unusable = ReadonlyMap<string, Found<string>>;

/**
 * Dockerfiles that put into an image what somebody built before: a release is built of the commit alone. Where import can
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
      const found = builtOutside(own);
      const path = below(folder, "Dockerfile");
      const pack = found && readable(withoutPaths(own, (other) => other === "Dockerfile"))?.pack;
      return found && pack && pack.language !== noLanguage ? [[path, found] as const] : [];
    }),
  );
}

export const withoutUnusable = (tree: ProjectTree, unusable: Unusable): ProjectTree =>
  unusable.size > 0 ? withoutPaths(tree, (path) => unusable.has(path)) : tree;

/** What is written instead stands beside them, since they are not ours. */
export function besideUnusable(subject: Subject, unusable: Unusable): Subject {
  const moved = <T extends Pick<Subject, "build">>(built: T & Pick<Member, "composed">): T => {
    const isTaken = built.composed === undefined && unusable.has(dockerfilePath(built.build));
    return isTaken ? { ...built, build: { ...built.build, dockerfile: ownName(built.build.dockerfile) } } : built;
  };
  const builds = (subject.members ?? [subject]).map(({ build }) => dockerfilePath(build));
  const [first, ...others] = subject.members?.map((member) => moved(member)) ?? [];
  return {
    ...moved(subject),
    ...(first && { members: [first, ...others], build: first.build }),
    warnings: [
      ...builds.flatMap((path) => {
        const found = unusable.get(path);
        return found ? [warningOf(path, found)] : [];
      }),
      ...subject.warnings,
    ],
  };
}

const ownName = (dockerfile: string) => `${dockerfile}.chatops`;

const warningOf = (path: string, { value, at }: Found<string>) => ({
  text: `${path} takes ${value} (${at}), which a build outside of it makes: ${ownName(path)} builds it of the commit`,
  hint: `To have one file, delete ${path}, and import again.`,
});
