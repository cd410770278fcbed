import { ask } from "../../adapters/terminal.ts";
import { type Project, readProject } from "../../core/config/read.ts";
import type { Environment } from "../../core/config/schema.ts";
import { preconditionError, usageError } from "../../core/errors.ts";
import type { Answer, Session } from "../../core/session.ts";
import { lastHealthy } from "../../domain/deployment/history.ts";
import { type Questions, questionsFor, readTarget, type Target } from "../../domain/deployment/questions.ts";
import { isDevVersion, parseVersion } from "../../domain/release/version.ts";
import { type Candidates, chooseRelease, listCandidates, workingTree } from "./candidate.ts";
import { deployToCompose } from "./compose.ts";
import { composePlace, readHistory } from "./place.ts";

export interface DeployRequest {
  to: Exclude<Target, "stop"> | undefined;
  /** A version, or `dev` for the working tree. */
  version: string | undefined;
  environment: string | undefined;
  timeoutMs: number;
  rollback: boolean;
}

/** Asks what the request leaves open, prints the command that the answers stand for, and runs it. */
export async function deploy(session: Session, request: DeployRequest): Promise<Answer> {
  const { steps, cwd, env } = session;
  const project = await readProject(cwd, session.configFile);
  const questions = questionsFor(env);
  const to = request.to ?? targetOf(project, request.environment) ?? (await askTarget(session, questions));
  if (to === "stop") return { result: { outcome: "stopped" }, text: [questions.stopped] };
  if (to === "kubernetes") throw kubernetesIsNext();
  const [environment, settings] = chooseEnvironment(project, request.environment);
  const candidates = await steps.look("Look for releases", async (step) => {
    const found = await listCandidates(project.directory, steps.signal);
    step.say(found.tags.length === 0 ? "none yet" : `${found.tags.length} found`);
    return found;
  });
  const version = request.version ?? (await askVersion(session, questions, project, environment));
  const release = chooseRelease(candidates, version);
  const shown = release?.version ?? workingTree;
  steps.note(`chatops deploy --to compose --env ${environment} --version ${shown}`);
  if (!release) noteWorkingTree(session, candidates);
  const { timeoutMs, rollback } = request;
  return deployToCompose(session, {
    project,
    environment,
    file: settings.file,
    candidates,
    release,
    timeoutMs,
    rollback,
  });
}

/** An environment that is named says by itself where it is. */
function targetOf({ config }: Project, environment: string | undefined): Exclude<Target, "stop"> | undefined {
  if (!environment) return undefined;
  const settings = config.environments[environment];
  if (settings) return settings.compose ? "compose" : "kubernetes";
  throw noEnvironment(environment, Object.keys(config.environments));
}

const noEnvironment = (name: string, known: string[]) =>
  usageError(`chatops.yaml has no environment ${name}`, {
    hint: known.length > 0 ? `It has: ${known.join(", ")}.` : "Add it under `environments`.",
  });

const kubernetesIsNext = () =>
  preconditionError("this version of chatops deploys to Docker Compose only", {
    hint: "Deploy with --to compose. `chatops release` has published the chart: `helm upgrade --install` takes it to a cluster.",
  });

/** The Compose environment that is named, or the only one; a project without any gets `local`. */
function chooseEnvironment({ config }: Project, name: string | undefined): [string, { file: string }] {
  const all = Object.entries(config.environments);
  const composed = all.flatMap(([key, { compose }]: [string, Environment]) =>
    compose ? [[key, compose] as [string, { file: string }]] : [],
  );
  const [first, ...others] = name ? composed.filter(([key]) => key === name) : composed;
  if (first && others.length === 0) return first;
  if (first)
    throw usageError(`several environments use Compose: ${composed.map(([key]) => key).join(", ")}`, {
      hint: "Name one with --env.",
    });
  if (name)
    throw usageError(`environment ${name} does not use Compose`, {
      hint: "Leave --to out, or name another one with --env.",
    });
  return ["local", { file: "compose.yaml" }];
}

async function askTarget({ interactive, steps }: Session, questions: Questions): Promise<Target> {
  if (!interactive) {
    throw usageError("where to deploy is not said, and nobody can be asked", {
      hint: "Add --to compose, or --to kubernetes.",
    });
  }
  for (;;) {
    const target = readTarget(await ask(questions.target, steps.signal));
    if (target) return target;
    steps.note(questions.invalid);
  }
}

/** The version that a person types; [M] keeps what runs. Undefined: the newest release. */
async function askVersion(
  { interactive, steps, env }: Session,
  questions: Questions,
  { config }: Project,
  environment: string,
): Promise<string | undefined> {
  if (!interactive) return undefined;
  const running = lastHealthy(await readHistory(composePlace(env, config.name, environment)))?.version;
  // A working tree cannot be kept: it changes.
  const current = running && !isDevVersion(running) ? running : undefined;
  for (;;) {
    const answer = (await ask(questions.version(current), steps.signal)).trim();
    if (answer.toLowerCase() === "m" && current) return current;
    const version = parseVersion(answer.replace(/^v/, "")) ?? (answer === workingTree ? answer : undefined);
    if (version) return version;
    steps.note(questions.invalid);
  }
}

const noteWorkingTree = ({ steps }: Session, { tags }: Candidates) =>
  steps.note(
    tags.length > 0
      ? "The working tree is no release."
      : "No release yet, so the working tree is deployed as it is; it is no release.",
  );
