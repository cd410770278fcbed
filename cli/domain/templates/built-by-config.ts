import type { Config } from "../../core/config/schema.ts";
import { ownService } from "../deployment/compose.ts";
import { lockFile, readLock } from "../import/generated-files-lock.ts";
import type { Build } from "../members/member.ts";
import type { Subject } from "../members/subject.ts";
import { buildOf, composeFileOf, composeSaidOf } from "../packs/shared/compose-file.ts";
import { type ComposeFile, type ProjectTree, withoutPaths } from "../packs/tree.ts";
import { configBuild } from "./build-tokens.ts";
import type { ConfigInput } from "./config-file.ts";
import { ownComposeFile } from "./user-files.ts";

/** What chatops.yaml says of builds: only what the Compose file, which is a person's or is generated with it, does not. */
export function builtByConfig(
  { members, build }: Subject,
  tree: ProjectTree,
  name: string,
): Pick<ConfigInput, "build" | "services"> {
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
  if (services) return { services };
  return { build: file && startsProgram(file, name) && !isOnly ? configBuild(build) : "" };
}

const personsComposeFile = (tree: ProjectTree) => {
  const lock = readLock(tree.texts.get(lockFile));
  return composeFileOf(withoutPaths(tree, (path) => lock.has(path)));
};

/**
 * Where the Compose file is written: beside that of the project's people, if theirs starts only what the project needs while it is
 * developed, and not the project itself. A chatops.yaml that is there decides.
 */
export function composePathOf(
  { members, build }: Pick<Subject, "members" | "build">,
  tree: ProjectTree,
  project: { name: string; config: Config | undefined },
): string | undefined {
  const theirs = personsComposeFile(tree);
  const builds = (members ?? [{ build }]).map((one) => one.build);
  const starts = members ? startsAll(members, tree) : theirs && startsProgram(theirs, project.name);
  const isWanted = theirs && (!starts || isForDevelopers(theirs, tree, builds));
  return isWanted && (!project.config || namesIt(project.config)) ? ownComposeFile : undefined;
}

/** Whether another file says how the project is built, or this one builds what is for developers in place of all that is released. */
function isForDevelopers(theirs: ComposeFile, tree: ProjectTree, builds: readonly Build[]): boolean {
  if (composeSaidOf(tree)?.path !== theirs.path) return true;
  const built = theirs.services.flatMap(([, service]) => buildOf(service) ?? []);
  const isBuilt = ({ context, dockerfile }: Build) =>
    built.some((one) => one.context === context && one.dockerfile === dockerfile);
  return built.length > 0 && !builds.some(isBuilt);
}

const startsProgram = ({ services }: ComposeFile, name: string) =>
  ownService({ services: Object.fromEntries(services) }, name) !== undefined;

const namesIt = ({ environments }: Config) =>
  Object.values(environments).some(({ compose }) => compose?.file === ownComposeFile);

const startsAll = (members: Subject["members"], tree: ProjectTree) =>
  personsComposeFile(tree) !== undefined && (members ?? []).every(({ composed }) => composed !== undefined);
