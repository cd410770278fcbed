import { isDeepStrictEqual } from "node:util";
import { buildFlags, effectiveOf } from "./build-keys.ts";
import type { ComposeBuild, ComposeModel, ComposeService } from "./compose-model.ts";

/** The services of a project by where their images come from. */
export interface BuiltServices {
  /** What each image of a release is built from, by the service whose it is. */
  builds: ReadonlyMap<string, ComposeBuild>;
  /** Those that run an image of the release, and whose: themselves, or what is built or called in the same way. */
  released: ReadonlyMap<string, string>;
  /** Those that only a build of their own would give an image, and from what. */
  elsewhere: { service: string; from: string }[];
}

/** Sorts the services, where each of `own` has an image of the project, which is built in `folder`. */
export function builtServices({ services = {} }: ComposeModel, own: readonly string[], folder: string): BuiltServices {
  const buildOf = (service: string) => services[service]?.build ?? { context: folder };
  const isLike = (other: ComposeService, service: string) => {
    const { image, build } = services[service] ?? {};
    // What the Compose file builds nothing of is told apart by chatops.yaml, if there are several.
    if (other.build) return (build !== undefined || own.length === 1) && isSameBuild(other.build, buildOf(service));
    return build !== undefined && image !== undefined && other.image === image;
  };
  const others = Object.entries(services).filter(([name]) => !own.includes(name));
  const alike = others.flatMap(([name, other]) =>
    own
      .filter((service) => isLike(other, service))
      .map((service) => [name, service] as const)
      .slice(0, 1),
  );
  const released = new Map([...own.map((service) => [service, service] as const), ...alike]);
  return {
    builds: new Map(own.map((service) => [service, buildOf(service)])),
    released,
    elsewhere: others.flatMap(([service, { image, build }]) =>
      build && !image && !released.has(service) ? [{ service, from: wordsOf(build, folder) }] : [],
    ),
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

/** The command that a build in `folder` stands for, in short. */
export function buildPlan(
  build: ComposeBuild,
  folder: string,
  reference: string,
  platforms?: readonly string[],
): string {
  const { context, dockerfile, target } = buildOptions(build, folder, ".");
  const below = context.replace(/^\.\//, "");
  const options = [
    ...(platforms ? ["--push", "--platform", platforms.join(",")] : []),
    ...["--tag", reference],
    ...(dockerfile ? ["--file", below === "." ? dockerfile : `${below}/${dockerfile}`] : []),
    ...(target ? ["--target", target] : []),
  ];
  return ["docker buildx build", ...options, below].join(" ");
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
