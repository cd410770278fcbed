import { dirname } from "node:path/posix";
import { parseDockerfile } from "../dockerfile/parse.ts";
import { builtOutside } from "../packs/dockerfile/built-outside.ts";
import { isForDevelopers } from "../packs/dockerfile/compose-port.ts";
import { copiedPaths } from "../packs/dockerfile/warnings.ts";
import {
  buildOf,
  composeSaidOf,
  environmentOf,
  imageName,
  portOf,
  recordOf,
  waitsFor,
} from "../packs/shared/compose-file.ts";
import { below, type ComposeFile, type ProjectTree, subtree } from "../packs/tree.ts";
import { ownImageOf, withBases } from "../services/own-images.ts";
import { exampleOf } from "../services/settings-files.ts";
import { isSourceOfAny } from "./folders.ts";
import type { Candidate, LeftOut } from "./member.ts";
import { dotless, nameOf } from "./names.ts";
import { packageFolders, workspacePatterns } from "./workspaces.ts";

/** The services that the Compose file builds: what it says of them counts, whatever their folders look like. */
export function composeCandidates(tree: ProjectTree): { candidates: Candidate[]; leftOut: LeftOut[] } {
  const said = composeSaidOf(tree);
  const file = said && withBases(said, tree);
  const candidates: Candidate[] = [];
  const leftOut: LeftOut[] = (said?.services ?? []).flatMap((service) => ofOthers(service, tree) ?? []);
  const built = new Map<string, string>();
  for (const [service, described] of file?.services ?? []) {
    const written = buildOf(described);
    const build = written && forProduction(tree, written);
    if (!file || !build || Array.isArray(recordOf(described).profiles)) continue;
    const folder = build.context === "." ? "" : build.context;
    const same = built.get(JSON.stringify(build));
    const why = same
      ? `runs the image of ${same} in another way, which only the Compose file says`
      : (whyNotBuilt(tree, build.context) ??
        forTests(service, build) ??
        // What is mounted stands in for what only the image for developers lacks.
        (build.dockerfile === written?.dockerfile
          ? (mountedSources(tree, described, build.context) ?? mountedOver(described, build))
          : undefined) ??
        withoutSources(tree, build));
    if (why) leftOut.push({ name: service, folder, why });
    else candidates.push(candidateOf(tree, file, { service, said: described, build }));
    built.set(JSON.stringify(build), same ?? service);
  }
  return { candidates, leftOut };
}

/** A backing service in an image of the project's own making. */
function ofOthers(service: ComposeFile["services"][number], tree: ProjectTree): LeftOut | undefined {
  const own = ownImageOf(service, tree);
  const why = `is ${own?.image}, which is set up without what ${own?.dockerfile} adds to it`;
  return own && { name: service[0], folder: own.context === "." ? "" : own.context, why };
}

/** `shop-frontend` may be the folder `shop`. */
const kindAtEnd = /-(?:frontend|backend|service|server|web|ui|app|api)$/;

/** `shop-client` is the image of the folder `client`, beside others of the shop. */
const endsWithIt = (image: string | undefined, folder: string) => image?.endsWith(`-${folder}`) === true;

/** What the Compose file says of a program that it does not build, but runs from an image that is called like its folder. */
export function composedAs(candidate: Candidate, repository: ProjectTree): Candidate {
  const written = composeSaidOf(repository);
  const file = written && withBases(written, repository);
  const folder = candidate.folder.split("/").at(-1) ?? "";
  const isCalled = (name: string | undefined) => name?.replace(kindAtEnd, "") === folder || name === folder;
  // A name without an owner is that of everybody's image: `web` may be nginx in front of the folder `web`.
  const isOwned = (image: unknown) => String(image).includes("/");
  const isIts = ([name, { image, build }]: ComposeFile["services"][number]) =>
    build === undefined &&
    folder !== "" &&
    ((isCalled(name) && isOwned(image)) || isCalled(imageName(image)) || endsWithIt(imageName(image), folder));
  const found = file?.services.find(isIts);
  if (!file || !found || candidate.composed) return candidate;
  const [service, said] = found;
  const at = lineOf(file, service);
  const told = Number(environmentOf(said).find(([name, value]) => name === "PORT" && /^\d{2,5}$/.test(value))?.[1]);
  const port = portOf(said, (variable) => exampleOf(repository, variable)) ?? (told || undefined);
  const needed = file.services.filter(
    (one) => one[0] === service || (!isIts(one) && (waitsFor(said, one[0]) || isToldOf(said, one[0]))),
  );
  return {
    ...candidate,
    tree: {
      ...candidate.tree,
      published: port ? { value: port, at } : undefined,
      composed: { ...file, services: needed },
    },
    composed: { service, environment: environmentOf(said), isImage: true },
  };
}

/** A Compose file for developers builds what is for them; beside it may stand what is released. */
function forProduction(tree: ProjectTree, build: Candidate["build"]): Candidate["build"] {
  const [, plain] = /^(.{0,200}?)[.-](?:dev|development|local)$/i.exec(build.dockerfile) ?? [];
  const names = plain === undefined ? [] : [plain, `${plain}.prod`, `${plain}.production`];
  const { paths } = tree;
  const folder = build.context === "." ? "" : build.context;
  const isWhole = (path: string) => paths.includes(path) && !builtOutside(withDockerfile(tree, tree.texts.get(path)));
  const dockerfile = names.find((name) => isWhole(below(folder, name)));
  return dockerfile === undefined ? build : { context: build.context, dockerfile };
}

const whyNotBuilt = ({ paths }: ProjectTree, context: string) =>
  context === "." || paths.some((path) => path.startsWith(`${context}/`)) ? undefined : `${context} is not here`;

/** What runs the tests of the others. */
const forTests = (service: string, { context, dockerfile }: Candidate["build"]): string | undefined =>
  [service, context, dockerfile].some((name) =>
    /(?:^|[\W_])(?:e2e|tests?|testbed|playwright|cypress)(?:$|[\W_])/i.test(name),
  )
    ? "is for tests, as it is called"
    : undefined;

/** An image without the sources, which are mounted from elsewhere, is one for developing: no other machine has them. */
function mountedSources({ paths }: ProjectTree, { volumes }: Composed["said"], context: string): string | undefined {
  const places = (Array.isArray(volumes) ? volumes : []).map((volume) =>
    dotless(String(recordOf(volume).source ?? String(volume).split(":", 1)[0])),
  );
  const outside = places.find(
    (place) =>
      place !== context &&
      context !== "." &&
      !place.startsWith(`${context}/`) &&
      paths.some((path) => path.startsWith(`${place}/`) && isSourceOfAny(path)),
  );
  return outside && `is for developing: it mounts its sources from ${outside}`;
}

/** An image with a Dockerfile of its own name, over which the project is laid, holds what developers need. */
function mountedOver({ volumes }: Composed["said"], { context, dockerfile }: Candidate["build"]): string | undefined {
  const isOver = (Array.isArray(volumes) ? volumes : []).some((volume) => {
    const source = recordOf(volume).source ?? String(volume).split(":", 1)[0];
    return (dotless(String(source)) || ".") === context;
  });
  return isOver && dockerfile !== "Dockerfile"
    ? `is for developing: it mounts the project over what ${dockerfile} makes`
    : undefined;
}

/** An image of others: nothing of the project is copied into it, beside a program of the project's own. */
function withoutSources({ paths, texts }: ProjectTree, { context, dockerfile }: Composed["build"]): string | undefined {
  if (context !== "." || !paths.some(isSourceOfAny)) return undefined;
  const text = texts.get(dockerfile);
  const stages = text === undefined ? [] : parseDockerfile(text);
  return stages.length > 0 && copiedPaths(stages).length === 0
    ? `is an image of others: ${dockerfile} copies nothing`
    : undefined;
}

interface Composed {
  service: string;
  said: Readonly<Record<string, unknown>>;
  build: Candidate["build"];
}

function candidateOf(tree: ProjectTree, file: ComposeFile, { service, said, build }: Composed): Candidate {
  const path = build.context === "." ? build.dockerfile : below(build.context, build.dockerfile);
  const isOther = isForDevelopers(buildOf(said) ?? {}, tree.texts.get(path));
  const port = isOther ? undefined : portOf(said, (variable) => exampleOf(tree, variable));
  const at = lineOf(file, service);
  const folder = folderOf(tree, build, service);
  const own = folder ? subtree(tree, folder) : tree;
  const within = build.context === "." && folder ? { within: { repository: tree, folder } } : {};
  return {
    name: nameOf(service),
    folder,
    at,
    tree: {
      ...withDockerfile(own, tree.texts.get(path)),
      ...within,
      published: port ? { value: port, at } : undefined,
      composed: { ...file, services: file.services.filter((one) => one[0] === service || isFor(said, one, file)) },
    },
    build,
    isNamed: true,
    composed: { service, environment: environmentOf(said) },
  };
}

/** Whether an image of others is there for a service: each, unless the file says who needs it. */
function isFor(said: Composed["said"], [name, { build }]: ComposeFile["services"][number], file: ComposeFile): boolean {
  if (build) return false;
  return (
    waitsFor(said, name) ||
    isToldOf(said, name) ||
    !file.services.some(([, other]) => other.build && waitsFor(other, name))
  );
}

const isToldOf = ({ environment }: Composed["said"], name: string) => JSON.stringify(environment ?? "").includes(name);

/** Where its sources are: of what is built from the top, beside its Dockerfile or in a folder of its name. */
function folderOf(tree: ProjectTree, { context, dockerfile }: Composed["build"], service: string): string {
  if (context !== ".") return context;
  const isProgram = (folder: string) => tree.paths.some((path) => path.startsWith(`${folder}/`) && isSourceOfAny(path));
  return (
    [dirname(dockerfile), service].find((folder) => folder !== "." && isProgram(folder)) ??
    copiedFolder(tree, dockerfile)
  );
}

/** Of a workspace, the folder of the package from which most is copied. */
function copiedFolder(tree: ProjectTree, dockerfile: string): string {
  const copied = copiedPaths(parseDockerfile(tree.texts.get(dockerfile) ?? ""));
  if (copied.includes(".")) return "";
  const folders = packageFolders(tree, workspacePatterns(tree));
  const weight = (folder: string) => copied.filter((path) => `${path}/`.startsWith(`${folder}/`)).length;
  const [most = ""] = folders.filter((folder) => weight(folder) > 0).sort((a, b) => weight(b) - weight(a));
  return most;
}

function lineOf({ path, text }: ComposeFile, service: string): string {
  const index = text.split("\n").findIndex((line) => line.trim().replace(/["']/g, "").startsWith(`${service}:`));
  return `${path}:${index + 1}`;
}

/** The one that is built from stands where its pack reads it. */
export function withDockerfile(tree: ProjectTree, text: string | undefined): ProjectTree {
  const paths = tree.paths.filter((path) => path !== "Dockerfile");
  const texts = new Map([...tree.texts].filter(([path]) => path !== "Dockerfile"));
  if (text === undefined) return { ...tree, paths, texts };
  return { ...tree, paths: [...paths, "Dockerfile"].sort(), texts: texts.set("Dockerfile", text) };
}
