import { dirname } from "node:path/posix";
import { readLock } from "../import/generated-files-lock.ts";
import { detectProject } from "../packs/choose.ts";
import { assumed, type ProjectTree, subtree, withoutPaths } from "../packs/tree.ts";
import { addressesOf, isPage } from "./addresses.ts";
import { isBeside } from "./beside.ts";
import { isBot } from "./bot.ts";
import { composeCandidates, composedAs } from "./composed.ts";
import { builtFromFolder } from "./context.ts";
import { dockerfileElsewhere, dockerfilesAtTop } from "./dockerfiles.ts";
import { folderCandidates, isSourceOfAny, readable } from "./folders.ts";
import type { Candidate, Found, LeftOut, Member } from "./member.ts";
import { nameOf, nameOfFolder, withOwnNames } from "./names.ts";
import { withoutEmbedded, withoutPages, withoutServed, withParts } from "./parts.ts";
import { builtCandidates, moduleCandidates, nxCandidates, programCandidates } from "./programs.ts";
import { memberOf } from "./read.ts";
import { runOnce } from "./run-once.ts";
import { withServedSettings } from "./served-settings.ts";
import { withoutVariants } from "./variants.ts";
import { packageFolders, workspaceCandidates, workspacePatterns } from "./workspaces.ts";

/** The services of a repository, each with what says so. What an earlier import wrote says nothing. */
export function findMembers(given: ProjectTree): Found {
  const lock = readLock(given.texts.get("chatops.lock"));
  const tree = withoutPaths(given, (path) => lock.has(path));
  const composed = composeCandidates(tree);
  // Images of others with settings of one's own are built beside a program, not in its place.
  const candidates = composed.candidates.some((candidate) => hasProgram(candidate))
    ? composed.candidates
    : dockerfilesAtTop(tree);
  const [first = dockerfileElsewhere(tree), ...others] = candidates;
  const all = withBot(tree, others.length > 0 ? read(tree, candidates) : inFolders(tree, first));
  const apart = withoutVariants(all.members);
  const found = { members: apart.members, leftOut: [...all.leftOut, ...apart.leftOut] };
  const isBuilt = composed.candidates.length > 0;
  const isWhole = isBuilt || tree.paths.includes("Dockerfile");
  const isAlone = found.members.every(isDocumentation);
  const beside = found.members.flatMap((member) => {
    const why =
      (isBuilt && presents(member)) || (isWhole && presentsByName(member))
        ? presenting
        : !isAlone && isDocumentation(member)
          ? documenting
          : undefined;
    return why ? [{ member, why }] : [];
  });
  const members = withOwnNames(found.members.filter((member) => !beside.some((one) => one.member === member)));
  const leftOut = beside.map(({ member: { name, folder }, why }) => ({ name, folder, why }));
  return { members: runOnce(connected(members)), leftOut: [...found.leftOut, ...composed.leftOut, ...leftOut] };
}

const presenting = "presents the project, and neither its Compose file nor its Dockerfile builds it";
const documenting = "is documentation beside the programs";

/** Made by what nothing else is made by; what the Compose file builds is a service all the same. */
const isDocumentation = ({ composed, facts }: Member): boolean =>
  composed === undefined &&
  facts.evidence.some(
    ({ what, value = "" }) =>
      what === "static site" && /^(?:mkdocs|sphinx|@docusaurus\/core|vitepress|vuepress)$/.test(value),
  );

/** Pages about a project, by what their folder is called; what the Compose file builds is more than that. */
const presents = ({ folder, composed }: Member): boolean =>
  composed === undefined && /(?:^|\/)(?:site|website|landing|marketing|blog|homepage)$/.test(folder);

/** `shop-site` can be nothing else, where an image of the whole is built. */
const presentsByName = ({ folder, composed }: Member): boolean =>
  composed === undefined && /-(?:site|website|landing|homepage)$/.test(folder);

/** A bot is a service without a port; of a repository with nothing else, the only one. */
function withBot(tree: ProjectTree, { members, leftOut }: Found): Found {
  const candidate = { name: nameOf("bot"), folder: "", at: "its packages", tree, isNamed: true };
  const found = members.length === 0 && readable(tree) ? memberOf({ ...candidate, build: atTop }) : undefined;
  return found && !("why" in found) && isBot(tree, found.facts)
    ? { members: [{ ...found, answers: false }], leftOut }
    : { members, leftOut };
}

const atTop = { context: ".", dockerfile: "Dockerfile" };

const hasProgram = ({ tree }: Candidate) => tree.paths.some((path) => isSourceOfAny(path));

function read(
  whole: ProjectTree,
  candidates: Iterable<Candidate | LeftOut>,
  members: Member[] = [],
  known: readonly LeftOut[] = [],
): Found {
  const leftOut = [...known];
  for (const candidate of candidates) {
    const one = "why" in candidate ? candidate : memberOf(withServedSettings(candidate, whole));
    if ("why" in one) leftOut.push(one);
    else members.push(one);
  }
  return { members, leftOut };
}

/**
 * Packages of a workspace, programs of a module or of a build, other folders with a manifest, and what is at the top. The only one that the
 * Compose file builds is among them, and what its image is made from is a part of it.
 */
function inFolders(tree: ProjectTree, composed: Candidate | undefined): Found {
  if (composed?.build.context === ".") return besideTop(tree, composed);
  const built = builtCandidates(tree).map((candidate) => composedAs(candidate, tree));
  const programs = [...nxCandidates(tree), ...programCandidates(tree), ...built];
  const named = composed && !isBeside(composed.folder) ? [composed] : [];
  const packages = workspaceCandidates(tree)
    .filter(({ folder }) => !programs.some((one) => one.folder === folder))
    .map((candidate) => composedAs(candidate, tree));
  const apart = [...packages, ...moduleCandidates(tree), ...programs];
  const together = [...named, ...apart.filter(({ folder }) => folder !== composed?.folder)];
  const folders = packageFolders(tree, workspacePatterns(tree));
  const members: Member[] = [];
  const first = read(tree, together, members);
  const helpers = helpersIn(tree, members, programs);
  for (const helper of helpers) members.splice(members.indexOf(helper), 1);
  const isIn = (folder: string) =>
    folders.includes(folder) ||
    together.some((candidate) => candidate.folder === folder) ||
    members.some((member) => member.folder && folder.startsWith(`${member.folder}/`));
  const others = read(tree, composedFolders(tree, isIn), members);
  const beside = helpers.map(({ name, folder }) => ({
    name,
    folder,
    why: "answers at no port that was found, beside the program that is called like the project",
  }));
  const found = withoutPages({ members, leftOut: [...first.leftOut, ...beside, ...others.leftOut] });
  return withoutEmbedded(tree, programs.length > 0 ? found : withoutPages(withTop(tree, found)));
}

/** Folders with a manifest, and what the Compose file says of those whose image it runs. */
function* composedFolders(tree: ProjectTree, isIn: (folder: string) => boolean): Generator<Candidate | LeftOut> {
  for (const candidate of folderCandidates(tree, isIn))
    yield "why" in candidate ? candidate : composedAs(candidate, tree);
}

/** Programs of which only what they share with the others listens: the one that is called like the project is found to answer. */
function helpersIn(
  tree: ProjectTree,
  members: readonly Member[],
  programs: readonly (Candidate | LeftOut)[],
): Member[] {
  const own = members.filter(({ folder }) => programs.some((one) => one.folder === folder));
  const name = /^module[ \t]{1,9}(?:[^\s/]{1,99}\/){0,9}?([^\s/]{1,99})(?:\/v\d{1,2})?$/m.exec(
    tree.texts.get("go.mod") ?? "",
  )?.[1];
  const isFound = ({ facts }: Member) => facts.port.at !== assumed;
  const main = own.find((one) => one.folder.split("/").at(-1) === name && isFound(one));
  return main ? own.filter((one) => one.answers && !isFound(one)) : [];
}

/** An image that is built from the top may hold all of the repository. */
function besideTop(tree: ProjectTree, composed: Candidate): Found {
  const first = read(tree, [composed]);
  const { dockerfile } = composed.build;
  const others = inFolders(
    withoutPaths(tree, (path) => path === dockerfile),
    undefined,
  );
  if (first.members.length === 0 || dockerfile === "Dockerfile") return inFolders(tree, undefined);
  // Where it is not to be seen what is taken, the program at the top is what the Compose file builds.
  if (!tree.texts.has(dockerfile)) {
    const beside = others.members.filter(({ folder }) => folder !== composed.folder);
    return { members: [...first.members, ...beside], leftOut: others.leftOut };
  }
  const made = withoutPaths(tree, (path) => path !== dockerfile);
  const found = withParts(made, first.members, others, dockerfile);
  return { ...found, leftOut: found.leftOut.filter(({ folder }) => folder !== "") };
}

/** What is at the top is a service if it answers without the others; what it reads of them is a part of it. */
function withTop(tree: ProjectTree, { members, leftOut }: Found): Found {
  const isBelow = (path: string) => members.some(({ folder }) => path.startsWith(`${folder}/`));
  const own = withoutPaths(tree, isBelow);
  if (!readable(own)) return { members, leftOut };
  const inside = members.length > 0 ? insideFolder(own, tree) : undefined;
  if (inside) return read(tree, [inside], [...members], leftOut);
  const candidate = { name: nameOf("app"), folder: "", at: "its top", build: atTop };
  const top = memberOf({ ...candidate, tree: own });
  if ("why" in top || !top.answers) return { members, leftOut };
  const found = withParts(own, [top], { members, leftOut }, "the program at the top");
  const { members: all, leftOut: others } =
    found.members.length > 1 ? withoutServed(memberOf({ ...candidate, tree }), found) : found;
  // It has all of the repository but the services beside it.
  const isOther = (path: string) => all.some(({ folder }) => folder !== "" && path.startsWith(`${folder}/`));
  const whole = others.length > leftOut.length ? memberOf({ ...candidate, tree: withoutPaths(tree, isOther) }) : top;
  return { members: all.map((one) => (one === top && !("why" in whole) ? whole : one)), leftOut: others };
}

/** What is recognized at the top though all of it is in one folder is a project of that, beside the others. */
function insideFolder(own: ProjectTree, tree: ProjectTree): Candidate | undefined {
  const { pack, at = "" } = readable(own) ?? {};
  const folder = at.includes("/") ? dirname(at) : "";
  const isOfPack = (path: string) => pack?.manifests.some((file) => file instanceof RegExp && file.test(path));
  if (!pack?.buildsBelow || !folder || own.paths.some((path) => isOfPack(path) && !path.startsWith(`${folder}/`)))
    return undefined;
  return { name: nameOfFolder(folder), folder, at, ...builtFromFolder(folder, subtree(tree, folder)) };
}

/** Each is told where the others are; pages are read again, as their web server passes requests on. */
function connected(members: readonly Member[]): Member[] {
  const beside = (member: Member) =>
    new Map(
      members
        .filter((other) => other.answers && other.name !== member.name && !isPage(other))
        .map(({ name, facts }) => [facts.port.value, name]),
    );
  return members.map((member) => {
    const tree = { ...member.tree, beside: beside(member) };
    return { ...member, tree, facts: detectProject(tree), told: addressesOf(member, members) };
  });
}
