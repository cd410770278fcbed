import { preconditionError, usageError } from "../../../lib/errors.ts";
import { type ComposeSource, findComposeFile, passedOver, type ReadModel } from "../../adapters/compose-model.ts";
import type { Project } from "../../core/config/read.ts";
import type { Environment as Settings } from "../../core/config/schema.ts";
import { type BuiltServices, builtServices } from "../../domain/deployment/built-services.ts";
import { ownServices, type Pinned, pinned } from "../../domain/deployment/compose.ts";
import { type ComposeModel, runnable, settled, withVariables } from "../../domain/deployment/compose-model.ts";
import { unescaped } from "../../domain/deployment/dollars.ts";
import { unsetWarnings } from "../../domain/deployment/unset-variables.ts";
import { isolated } from "../../domain/preview/isolated-model.ts";
import type { PreviewMark } from "../../domain/preview/marks.ts";
import type { Access } from "../../releases/access.ts";
import type { LocalState } from "./local-state.ts";
import type { SourceTree } from "./source-tree.ts";
import { readBoth, readKept } from "./written-model.ts";

export type ComposeSettings = NonNullable<Settings["compose"]> & {
  /** It is that of a pull request, beside others of its kind. */
  preview?: PreviewMark;
};

/** The files of a version as Compose understands them. */
export interface ComposeVersion extends Pick<BuiltServices, "builds" | "released"> {
  tree: SourceTree;
  source: ComposeSource;
  /** One model of all of them, with variables as they are written. It builds nothing; its paths lead into the tree. */
  model: ComposeModel;
  /** What is said of files that Compose passes over, and of variables that are not set. */
  warnings: readonly [text: string, hint: string][];
  /** The service that runs the project's own image, the first one if there are several. */
  service: string;
  /** All services of this version: it is judged by them alone, whatever else the Compose project has. */
  services: readonly string[];
  /** Those as well that only a profile starts. */
  known: readonly string[];
}

interface Place {
  project: Project;
  /** Services that the version has an image for; undefined if it does not name them. */
  named: readonly string[] | undefined;
  settings: ComposeSettings;
  local: LocalState;
}

/** Reads what Compose makes of the files of a version. Throws if it refuses them, or if one of its images cannot be had. */
export async function readVersion(
  tree: SourceTree,
  { project, named, settings, local }: Place,
  { env, signal }: Access,
): Promise<ComposeVersion> {
  const { directory } = tree;
  const { file } = settings;
  const source = { name: local.project, directory, calledBy: project.directory, file, env, signal };
  const { resolved: found, raw } = await readBoth(source);
  const read = settings.preview ? { ...found, model: isolated(found.model, settings.preview) } : found;
  const { model: resolved } = read;
  const own = ownServices(resolved, project.config.name, named);
  const [service] = own;
  if (service === undefined) throw noService(named?.join(" or ") ?? project.config.name);
  const { elsewhere, builds, released } = builtServices(unescaped(resolved), own, directory);
  if (elsewhere.length > 0) throw builtElsewhere(elsewhere, own);
  const { model, unset } = await modelOf(source, read, raw, { service, images: unknownImages(released) });
  const services = Object.keys(resolved.services ?? {});
  const warnings = [...passedOverWarnings(directory, file), ...unsetWarnings(raw, unset)];
  return { tree, source, model, warnings, builds, released, service, services, known: Object.keys(raw.services ?? {}) };
}

/** Compose warns of it, on a screen that nobody sees here. */
function passedOverWarnings(directory: string, file: string): [text: string, hint: string][] {
  const others = passedOver(directory, file);
  const text = `Compose takes ${findComposeFile(directory, file)} and passes over ${others.join(" and ")}`;
  return others.length > 0
    ? [[text, "Remove the one that is not meant, or name the one that is as `compose.file`."]]
    : [];
}

/** In place of the release's images, which are not known yet. */
function unknownImages(released: BuiltServices["released"]): ReadonlyMap<string, string> {
  const own = [...new Set(released.values())];
  return new Map([...released].map(([service, its]) => [service, `released-${own.indexOf(its)}`]));
}

async function modelOf(
  source: ComposeSource,
  { model: resolved, unset }: ReadModel,
  raw: ComposeModel,
  own: Omit<Pinned, "marks">,
): Promise<ReadModel> {
  const wanted = pinned(runnable(resolved), { ...own, marks: undefined });
  const { kept, again } = await readKept(source, withVariables(wanted, raw), wanted);
  return {
    model: settled(kept, runnable(again.model), wanted),
    // Neither what only a build needs, nor what only an included file sets.
    unset: unset.filter((name) => again.unset.includes(name)),
  };
}

const noService = (name: string) =>
  usageError(`the Compose file has no service ${name}`, {
    hint: `Call the service that runs this project's image ${name}.`,
  });

const builtElsewhere = (elsewhere: BuiltServices["elsewhere"], own: readonly string[]) =>
  preconditionError(
    `a release has ${own.length === 1 ? "one image, that" : "images"} of ${own.join(" and ")}, but the Compose file builds another for ${elsewhere.map((one) => one.service).join(", ")}`,
    {
      details: elsewhere.map((one) => `${one.service}: built from ${one.from}`),
      hint: `Name it in \`services\` of chatops.yaml and release again. Or push an image for it and name that with \`image\`, or build it as ${own[0]} is built.`,
    },
  );
