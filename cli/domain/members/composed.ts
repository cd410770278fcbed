import { dirname } from "node:path/posix";
import { parseDockerfile } from "../dockerfile/parse.ts";
import { copiedPaths } from "../packs/dockerfile/warnings.ts";
import {
  buildOf,
  type ComposeFile,
  composeFileOf,
  environmentOf,
  portOf,
  recordOf,
} from "../packs/shared/compose-file.ts";
import { below, type ProjectTree, subtree } from "../packs/tree.ts";
import { exampleOf } from "../services/settings-files.ts";
import { isSourceOfAny } from "./folders.ts";
import type { Candidate, LeftOut } from "./member.ts";
import { dotless, nameOf } from "./names.ts";

/** The services that the Compose file builds: what it says of them counts, whatever their folders look like. */
export function composeCandidates(tree: ProjectTree): { candidates: Candidate[]; leftOut: LeftOut[] } {
  const file = composeFileOf(tree);
  const candidates: Candidate[] = [];
  const leftOut: LeftOut[] = [];
  const built = new Map<string, string>();
  for (const [service, said] of file?.services ?? []) {
    const build = buildOf(said);
    if (!file || !build || Array.isArray(recordOf(said).profiles)) continue;
    const folder = build.context === "." ? "" : build.context;
    const same = built.get(JSON.stringify(build));
    const why = same
      ? `runs the image of ${same} in another way, which only the Compose file says`
      : (whyNotBuilt(tree, build.context) ??
        mountedSources(tree, said, build.context) ??
        mountedOver(said, build) ??
        withoutSources(tree, build));
    if (why) leftOut.push({ name: service, folder, why });
    else candidates.push(candidateOf(tree, file, { service, said, build }));
    built.set(JSON.stringify(build), same ?? service);
  }
  return { candidates, leftOut };
}

const whyNotBuilt = ({ paths }: ProjectTree, context: string) =>
  context === "." || paths.some((path) => path.startsWith(`${context}/`)) ? undefined : `${context} is not here`;

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
  const port = portOf(said, (variable) => exampleOf(tree, variable));
  const at = lineOf(file, service);
  const folder = folderOf(tree, build, service);
  const own = folder ? subtree(tree, folder) : tree;
  const path = build.context === "." ? build.dockerfile : below(build.context, build.dockerfile);
  const within = build.context === "." && folder ? { within: { repository: tree, folder } } : {};
  return {
    name: nameOf(service),
    folder,
    at,
    tree: {
      ...withDockerfile(own, tree.texts.get(path)),
      ...within,
      published: port ? { value: port, at } : undefined,
      composed: { ...file, services: file.services.filter(([name, { build }]) => name === service || !build) },
    },
    build,
    isNamed: true,
    composed: { service, environment: environmentOf(said) },
  };
}

/** Where its sources are: of what is built from the top, beside its Dockerfile or in a folder of its name. */
function folderOf({ paths }: ProjectTree, { context, dockerfile }: Composed["build"], service: string): string {
  if (context !== ".") return context;
  const isProgram = (folder: string) => paths.some((path) => path.startsWith(`${folder}/`) && isSourceOfAny(path));
  return [dirname(dockerfile), service].find((folder) => folder !== "." && isProgram(folder)) ?? "";
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
