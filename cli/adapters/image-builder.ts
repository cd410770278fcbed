import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure, preconditionError } from "../../lib/errors.ts";
import { ProcessFailure } from "../../lib/processes.ts";
import { runProgram } from "../core/programs.ts";

export interface Build {
  /** Folder that is sent to the engine; holds the Dockerfile. */
  context: string;
  /** `repository:tag` */
  reference: string;
  labels: Record<string, string>;
  args: Record<string, string>;
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
  { context, reference, labels, args, env }: Build,
  { progress, output, signal, silentMs = patienceMs }: Building,
): Promise<void> {
  const onLine = (line: string) => {
    output(line);
    const step = /^#\d+ (\[.+)$/.exec(line)?.[1];
    if (step) progress(step);
  };
  if (!existsSync(join(context, dockerfile))) throw noDockerfile();
  try {
    await runProgram(
      "docker",
      [
        ...["buildx", "build", "--load", "--progress=plain", "--tag", reference],
        ...Object.entries(labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]),
        ...Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
        context,
      ],
      { env, signal, onLine, silentMs },
    );
  } catch (error) {
    if (error instanceof ProcessFailure && error.isTimeout) throw silent(silentMs, error);
    if (!(error instanceof ProcessFailure) || error.exitCodeOfProcess === undefined) throw error;
    throw explain(error, context);
  }
}

const dockerfile = "Dockerfile";
const noDockerfile = () =>
  preconditionError(`there is no ${dockerfile} to build the image from`, {
    hint: "`chatops import` writes one; commit it, and try again.",
  });

const silent = (silentMs: number, cause: unknown) =>
  preconditionError(`the build does not end: nothing was heard of it for ${silentMs / 1_000} s`, {
    hint: "Look whether the engine answers (`docker info`), and whether the last step waits for something.",
    cause,
  });

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
    hint: "Mend the Dockerfile or the code, commit, and try again; `docker build .` shows the same.",
  });
}
