import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Failure, preconditionError } from "../../../lib/errors.ts";
import { ProcessFailure } from "../../../lib/processes.ts";
import { runProgram } from "../../core/programs.ts";
import { failedStep, hintForLockFile, whyBuildFailed } from "../../domain/image/build-failure.ts";
import { argumentsFor, type Build, isLocal, unseen } from "./arguments.ts";
import { provideBuildSecrets } from "./secrets.ts";

interface Building {
  progress: (text: string) => void;
  output: (line: string) => void;
  signal: AbortSignal;
  /** Ends it where nothing is heard of it for so long. @default 1800000 */
  silentMs?: number;
}

/** Some compilers work for long without a word. */
const patienceMs = 30 * 60_000;

/** Builds an image with BuildKit and leaves it in the engine, or pushes it. Throws with the failed step's own words. */
export async function buildImage(
  build: Build,
  { progress, output, signal, silentMs = patienceMs }: Building,
): Promise<void> {
  const { context, dockerfileText, env, secrets } = build;
  const onLine = (line: string) => {
    output(line);
    const step = /^#\d+ (\[.+)$/.exec(line)?.[1];
    if (step) progress(step);
  };
  const dockerfile = dockerfileText === undefined ? dockerfileOf(build) : undefined;
  const secretFlags = secrets ? await provideBuildSecrets(secrets.sources, { ...secrets, env }) : [];
  const args = argumentsFor({ ...build, dockerfile, flags: [...(build.flags ?? []), ...secretFlags] });
  try {
    const input = dockerfileText === undefined ? {} : { input: dockerfileText };
    await runProgram("docker", args, { env: { ...env, ...unseen(build) }, signal, onLine, silentMs, ...input });
  } catch (error) {
    if (error instanceof ProcessFailure && error.isTimeout) throw silent(silentMs, error);
    if (!(error instanceof ProcessFailure) || error.exitCodeOfProcess === undefined) throw error;
    throw explain(error, context);
  }
}

const usualName = "Dockerfile";

type BuiltFrom = Pick<Build, "context" | "dockerfile" | "dockerfileText">;

/** Throws if there is nothing that says how the image is built. */
export function verifyDockerfile(build: BuiltFrom): void {
  if (build.dockerfileText === undefined) dockerfileOf(build);
}

/** Docker takes one that is written in lower case as well. */
function dockerfileOf({ context, dockerfile }: BuiltFrom): string | undefined {
  const name = dockerfile ?? usualName;
  if (!isLocal(context) || existsSync(resolve(context, name))) return dockerfile;
  const lowerCase = name.toLowerCase();
  if (name === usualName && existsSync(resolve(context, lowerCase))) return lowerCase;
  throw noDockerfile(name);
}

const noDockerfile = (dockerfile: string) =>
  preconditionError(`there is no ${dockerfile} to build the image from`, {
    hint: "`chatops import` writes one; commit it, and try again. Or name one that stands elsewhere: `build.dockerfile` in chatops.yaml.",
  });

const silent = (silentMs: number, cause: unknown) =>
  preconditionError(`the build does not end: nothing was heard of it for ${silentMs / 1_000} s`, {
    hint: "Look whether the engine answers (`docker info`), and whether the last step waits for something.",
    cause,
  });

/** Unlike a push, a build asks the helper for every image that it begins with. */
const noHelper =
  "docker asks the helper that `credsStore` or `credHelpers` in its config.json names: install it, or take the entry out.";

/** Of what the build said, the end, which has the failed step twice. */
const evidenceLength = 8_000;
/** Where the builder looks at a context of its own. */
const ofBuilder = /\/\S{0,500}\/buildkit-mount\d{1,20}\//g;
/** Words that BuildKit and its frontend put before every error. */
const preamble =
  /^(failed to build: |failed to solve: |rpc error: code = \w+ desc = |failed to solve with frontend \S+: )+/;

/** Why an image does not build. BuildKit repeats the end of the failed step's output in a block between dashes, and names the step in it. */
export function explain({ stderr, details }: ProcessFailure, context: string): Failure {
  if (/^(?:docker: |error: )?unknown (?:flag|command)|is not a docker command/im.test(stderr)) {
    return new Failure("precondition", "docker has no buildx plugin, which builds the image", {
      hint: "Install it: https://docs.docker.com/go/buildx/",
    });
  }
  const block = /^------\n([\s\S]*?)^------$/m.exec(stderr)?.[1]?.trim().split("\n");
  const step = failedStep(stderr);
  const evidence = step.length > 0 ? [...(block?.slice(0, 1) ?? []), ...whyBuildFailed(step)] : block;
  const said = /^ERROR: (.+)$/m.exec(stderr)?.[1]?.replace(preamble, "") ?? "docker buildx build failed";
  const reason = said.replace(ofBuilder, "/");
  return new Failure("precondition", `the image does not build: ${reason.replaceAll(context, ".")}`, {
    details: evidence ?? details,
    hint:
      hintFor(reason) ??
      hintForAbsent(reason, stderr, context) ??
      hintForLockFile(step) ??
      (withoutKey.test(stderr.slice(-evidenceLength)) ? handKeysOn : fixIt),
  });
}

/** What is not the Dockerfile's fault. */
const ofTheMachine: [said: RegExp, hint: string][] = [
  [/error getting credentials/, noHelper],
  [
    /toomanyrequests|pull rate limit/,
    "Docker Hub counts what is pulled without a login: `docker login`, build from a mirror, or run the same command again later.",
  ],
  [
    /^(failed to create LLB definition: )?failed to do request: .*(dial tcp|TLS handshake|i\/o timeout|x509: |proxyconnect|network is unreachable|: EOF$)/,
    "The engine does not reach this registry. Mend its network, proxy or certificates (`docker pull` shows the same), and run the same command again.",
  ],
  [
    /pull access denied|unauthorized: |401 Unauthorized|403 Forbidden/,
    "Is the image's name right? If it is a private one: `docker login` to its registry, and run the same command again.",
  ],
  [
    /no space left on device/,
    "`docker system df` shows what takes the room, and `docker builder prune` frees the build cache; then run the same command again.",
  ],
  [
    /unsupported frontend capability .{0,100}contexts/,
    "The engine's builder is too old for `build.contexts`: a newer Docker has it, or a builder of its own, `docker buildx create --use`.",
  ],
  [
    /dockerfile parse error .{0,20}(?:unknown instruction|unknown flag): /i,
    "Is it a typo? Text below `<<EOF`, `--link` and the like are newer than some engines: `# syntax=docker/dockerfile:1` as the first line of the Dockerfile has a builder that knows them fetched.",
  ],
  [
    /invalid empty ssh agent socket|SSH_AUTH_SOCK is set/,
    "No SSH agent is there for `build.ssh`: start one for this command (`eval $(ssh-agent)`, `ssh-add`), or name a key: `ssh: [default=<file>]`.",
  ],
  [
    /^no builder "[^"]*" found/,
    "`docker buildx ls` shows those that are there: choose one by `docker buildx use`, or unset BUILDX_BUILDER.",
  ],
];

function hintFor(reason: string): string | undefined {
  const known = ofTheMachine.find(([said]) => said.test(reason));
  if (known) return known[1];
  const [, secret] = /^secret (\S+?):? not found\b/.exec(reason) ?? [];
  return (
    secret && `Say where it comes from: \`build: { secrets: { ${secret}: { environment: … } } }\` in chatops.yaml.`
  );
}

/** BuildKit leaves a mount that nobody fills out, unless it is required. */
const withoutKey = /Permission denied \(publickey|no SSH key "[^"]{1,100}" forwarded|unset ssh forward key/;

const handKeysOn =
  "A build reaches the keys of an SSH agent where it is told to: `build: { ssh: [default] }` in chatops.yaml, and `RUN --mount=type=ssh` in the Dockerfile.";

const fixIt = "Fix the Dockerfile or the code, commit, and try again; `docker build .` shows the same.";

/** What the Dockerfile copies from the context, and is not sent: `docker build .` in the working tree may well find it. */
function hintForAbsent(reason: string, stderr: string, context: string): string | undefined {
  const [, named, looked] = /"\/([^"]{1,500})":? not found|lstat \/([^\n:]{1,500}): no such file/.exec(reason) ?? [];
  const path = named ?? looked;
  const isCopied = /^ > \[[^\]\n]{1,200}\] (?:COPY|ADD) (?!.{0,500}--from=)/m.test(stderr);
  if (path === undefined || !isCopied || !isLocal(context)) return undefined;
  return existsSync(resolve(context, path))
    ? `Git has ${path}, but .dockerignore leaves it out of what is built: take it out of there.`
    : `An image is built from what Git tracks, and it does not track ${path}: make it in the Dockerfile, or take it out of .gitignore and commit it.`;
}
