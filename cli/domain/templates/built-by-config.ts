import { lockFile, readLock } from "../import/generated-files-lock.ts";
import type { Build } from "../members/member.ts";
import type { Subject } from "../members/subject.ts";
import { buildOf, composeFileOf } from "../packs/shared/compose-file.ts";
import { type ProjectTree, withoutPaths } from "../packs/tree.ts";
import { configBuild } from "./build-tokens.ts";
import type { ConfigInput } from "./config-file.ts";
import { ownComposeFile } from "./user-files.ts";

/** What chatops.yaml says of builds: only what the Compose file, which is a person's or is generated with it, does not. */
export function builtByConfig({ members, build }: Subject, tree: ProjectTree): Pick<ConfigInput, "build" | "services"> {
  const file = personsComposeFile(tree);
  const isBuilt = (name: string, own: Build) => {
    const service = file?.services.find(([service]) => service === name)?.[1];
    return (
      !file ||
      !startsAll(members, tree) ||
      (service !== undefined && JSON.stringify(buildOf(service)) === JSON.stringify(own))
    );
  };
  const built = (file?.services ?? []).flatMap(([, service]) => buildOf(service) ?? []);
  const isOnly = built.length === 1 && JSON.stringify(built[0]) === JSON.stringify(build);
  const services = members?.map((member) => ({
    name: member.name,
    build: isBuilt(member.name, member.build) ? "" : configBuild(member.build),
  }));
  return services ? { services } : { build: file && !isOnly ? configBuild(build) : "" };
}

const personsComposeFile = (tree: ProjectTree) => {
  const lock = readLock(tree.texts.get(lockFile));
  return composeFileOf(withoutPaths(tree, (path) => lock.has(path)));
};

/** The Compose file of several services: that of the project's people only if it starts all of them. */
export const composePathOf = (members: Subject["members"], tree: ProjectTree): string | undefined =>
  members && personsComposeFile(tree) && !startsAll(members, tree) ? ownComposeFile : undefined;

const startsAll = (members: Subject["members"], tree: ProjectTree) =>
  personsComposeFile(tree) !== undefined && (members ?? []).every(({ composed }) => composed !== undefined);
