import { isAbsolute, resolve } from "node:path";
import type { SecretSource } from "../../core/config/build.ts";

export interface Build {
  /** Folder that is sent to the engine. */
  context: string;
  /** Relative to that folder. @default "Dockerfile" */
  dockerfile?: string | undefined;
  /** The text of one, in place of a file. */
  dockerfileText?: string | undefined;
  /** The stage that is built. @default the last one */
  target?: string | undefined;
  /** Named contexts besides the folder. */
  contexts?: Record<string, string> | undefined;
  /** `repository:tag` */
  reference: string;
  labels: Record<string, string>;
  /** Further options of `docker buildx build`. */
  flags?: string[] | undefined;
  /** Where its secrets come from, and the folder that their files are relative to. */
  secrets?: { sources: Record<string, SecretSource>; directory: string } | undefined;
  /** If they are named the image is pushed at once: an engine keeps one platform. */
  pushedPlatforms?: string[] | undefined;
  /** Without a value: that of the environment. */
  args: Record<string, string | null>;
  /** Environment that Docker runs in. */
  env: NodeJS.ProcessEnv;
}

/** Another context is that of a Git repository, or of an archive, somewhere else. */
export const isLocal = (context: string) => isAbsolute(context);

/** The command line of `docker` for a build. */
export function argumentsFor({
  context,
  dockerfile,
  dockerfileText,
  target,
  contexts,
  reference,
  labels,
  flags = [],
  pushedPlatforms,
  args,
  ...build
}: Build) {
  const file =
    dockerfileText !== undefined ? "-" : dockerfile && (isLocal(context) ? resolve(context, dockerfile) : dockerfile);
  const values = unseen({ args, ...build });
  const isSeen = (name: string, value: string | null): value is string => value !== null && !(name in values);
  return [
    ...["buildx", "build", "--progress=plain", "--tag", reference],
    ...(pushedPlatforms ? ["--push", "--platform", pushedPlatforms.join(",")] : ["--load"]),
    ...(file ? ["--file", file] : []),
    ...(target ? ["--target", target] : []),
    ...flags,
    ...Object.entries(contexts ?? {}).flatMap(([name, value]) => ["--build-context", `${name}=${value}`]),
    ...Object.entries(labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]),
    ...Object.entries(args).flatMap(([name, value]) => [
      "--build-arg",
      isSeen(name, value) ? `${name}=${value}` : name,
    ]),
    context,
  ];
}

/** Values that go by the environment, where nobody sees them: of names that docker itself does not read there. */
export function unseen({ args, env }: Pick<Build, "args" | "env">): Record<string, string> {
  const isUnseen = ([name, value]: [string, string | null]) =>
    value !== null && [undefined, value].includes(env[name]) && !/^(BUILDX|BUILDKIT|DOCKER|COMPOSE)_/.test(name);
  return Object.fromEntries(Object.entries(args).filter((arg): arg is [string, string] => isUnseen(arg)));
}
