import { existsSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { Failure, preconditionError } from "../../lib/errors.ts";
import { ProcessFailure } from "../../lib/processes.ts";
import { runProgram } from "../core/programs.ts";

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
  /** Without a value: that of the environment. */
  args: Record<string, string | null>;
  /** Environment that Docker runs in. */
  env: NodeJS.ProcessEnv;
}

interface Building {
  progress: (text: string) => void;
  output: (line: string) => void;
  signal: AbortSignal;
  /** Ends it where nothing is heard of it for so long. @default 1800000 */
  silentMs?: number;
}

/** Some compilers work for long without a word. */
const patienceMs = 30 * 60_000;

/** Builds an image with BuildKit and leaves it in the engine. Throws with the failed step's own words. */
export async function buildImage(
  build: Build,
  { progress, output, signal, silentMs = patienceMs }: Building,
): Promise<void> {
  const { context, dockerfile = usualName, dockerfileText } = build;
  const onLine = (line: string) => {
    output(line);
    const step = /^#\d+ (\[.+)$/.exec(line)?.[1];
    if (step) progress(step);
  };
  if (dockerfileText === undefined && isLocal(context) && !existsSync(resolve(context, dockerfile))) {
    throw noDockerfile(dockerfile);
  }
  try {
    const input = dockerfileText === undefined ? {} : { input: dockerfileText };
    const env = { ...build.env, ...unseen(build) };
    await runProgram("docker", argumentsFor(build), { env, signal, onLine, silentMs, ...input });
  } catch (error) {
    if (error instanceof ProcessFailure && error.isTimeout) throw silent(silentMs, error);
    if (!(error instanceof ProcessFailure) || error.exitCodeOfProcess === undefined) throw error;
    throw explain(error, context);
  }
}

const usualName = "Dockerfile";

/** Another context is that of a Git repository, or of an archive, somewhere else. */
const isLocal = (context: string) => isAbsolute(context);

function argumentsFor({
  context,
  dockerfile,
  dockerfileText,
  target,
  contexts,
  reference,
  labels,
  flags = [],
  args,
  ...build
}: Build) {
  const file =
    dockerfileText !== undefined ? "-" : dockerfile && (isLocal(context) ? resolve(context, dockerfile) : dockerfile);
  const values = unseen({ args, ...build });
  const isSeen = (name: string, value: string | null): value is string => value !== null && !(name in values);
  return [
    ...["buildx", "build", "--load", "--progress=plain", "--tag", reference],
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
function unseen({ args, env }: Pick<Build, "args" | "env">): Record<string, string> {
  const isUnseen = ([name, value]: [string, string | null]) =>
    value !== null && [undefined, value].includes(env[name]) && !/^(BUILDX|BUILDKIT|DOCKER|COMPOSE)_/.test(name);
  return Object.fromEntries(Object.entries(args).filter((arg): arg is [string, string] => isUnseen(arg)));
}

const noDockerfile = (dockerfile: string) =>
  preconditionError(`there is no ${dockerfile} to build the image from`, {
    hint: "`chatops import` writes one; commit it, and try again.",
  });

const silent = (silentMs: number, cause: unknown) =>
  preconditionError(`the build does not end: nothing was heard of it for ${silentMs / 1_000} s`, {
    hint: "Look whether the engine answers (`docker info`), and whether the last step waits for something.",
    cause,
  });

/** Unlike a push, a build asks the helper for every image that it begins with. */
const noHelper =
  "docker asks the helper that `credsStore` or `credHelpers` in its config.json names: install it, or take the entry out.";

const longestEvidence = 12;
/** Words that BuildKit and its frontend put before every error. */
const preamble =
  /^(failed to build: |failed to solve: |rpc error: code = \w+ desc = |failed to solve with frontend \S+: )+/;

/** Why an image does not build. BuildKit repeats the failed step's output in a block between dashes at the end; that block is the evidence. */
export function explain({ stderr, details }: ProcessFailure, context: string): Failure {
  if (/unknown (flag|command)|is not a docker command/i.test(stderr)) {
    return new Failure("precondition", "docker has no buildx plugin, which builds the image", {
      hint: "Install it: https://docs.docker.com/go/buildx/",
    });
  }
  const block = /^------\n([\s\S]*?)^------$/m.exec(stderr)?.[1]?.trim().split("\n").slice(-longestEvidence);
  const reason = /^ERROR: (.+)$/m.exec(stderr)?.[1]?.replace(preamble, "") ?? "docker buildx build failed";
  return new Failure("precondition", `the image does not build: ${reason.replaceAll(context, ".")}`, {
    details: block ?? details,
    hint: /error getting credentials/.test(reason)
      ? noHelper
      : "Fix the Dockerfile or the code, commit, and try again; `docker build .` shows the same.",
  });
}
