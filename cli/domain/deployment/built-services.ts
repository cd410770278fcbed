import { isDeepStrictEqual } from "node:util";
import { buildFlags, effectiveOf } from "./build-keys.ts";
import type { ComposeBuild, ComposeModel } from "./compose-model.ts";

/** The services of a project by where their images come from. */
export interface BuiltServices {
  /** What the release's image is built from. */
  build: ComposeBuild;
  /** Those that run the release's image: the project's own one, and what is built or called in the same way. */
  released: string[];
  /** Those that only a build of their own would give an image, and from what. */
  elsewhere: { service: string; from: string }[];
}

/** Sorts the services, where `own` runs the project's image, which is built in `folder`. */
export function builtServices({ services = {} }: ComposeModel, own: string, folder: string): BuiltServices {
  const { image: name, build: its } = services[own] ?? {};
  const build = its ?? { context: folder };
  const others = Object.keys(services).filter((service) => service !== own);
  const isReleased = (service: string) => {
    const other = services[service] ?? {};
    return other.build
      ? isSameBuild(other.build, build)
      : its !== undefined && name !== undefined && other.image === name;
  };
  return {
    build,
    released: [own, ...others.filter(isReleased)],
    elsewhere: others.flatMap((service) => {
      const { image, build: other } = services[service] ?? {};
      return other && !image && !isReleased(service) ? [{ service, from: wordsOf(other, folder) }] : [];
    }),
  };
}

const partsOf = ({ context, dockerfile = "Dockerfile", dockerfile_inline, target, args = {} }: ComposeBuild) => ({
  context,
  dockerfile: dockerfile_inline ? undefined : dockerfile,
  dockerfile_inline,
  target,
  args,
});

const wholeOf = (build: ComposeBuild) => ({ ...effectiveOf(build), ...partsOf(build) });

const isSameBuild = (one: ComposeBuild, other: ComposeBuild) => isDeepStrictEqual(wholeOf(one), wholeOf(other));

/** `./worker`, or `. (worker.Dockerfile, target jobs)` */
function wordsOf(build: ComposeBuild, folder: string): string {
  const { context = folder, dockerfile, dockerfile_inline, target, args } = partsOf(build);
  const place = context === folder ? "." : context.replace(`${folder}/`, "./");
  const what = [
    dockerfile_inline ? "a Dockerfile of its own" : dockerfile !== "Dockerfile" && dockerfile,
    target && `target ${target}`,
    Object.keys(args).length > 0 && `args ${Object.keys(args).join(", ")}`,
  ].filter(Boolean);
  return what.length > 0 ? `${place} (${what.join(", ")})` : place;
}

/** What the engine is told of a build in `folder`, whose files stand in `copy`. */
export function buildOptions(build: ComposeBuild | undefined, folder: string, copy = folder) {
  const { context = folder, dockerfile, dockerfile_inline, target, args = {}, labels = {} } = build ?? {};
  const moved = (path: string) =>
    path === folder || path.startsWith(`${folder}/`) ? `${copy}${path.slice(folder.length)}` : path;
  const contexts = Object.entries(build?.additional_contexts ?? {}).map(([name, path]) => [name, moved(path)]);
  return {
    ...{ dockerfile, dockerfileText: dockerfile_inline, target, args, labels, flags: buildFlags(build ?? {}) },
    context: moved(context),
    contexts: Object.fromEntries(contexts),
  };
}
