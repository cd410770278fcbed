import { type Project, readProject } from "../../core/config/read.ts";
import type { Environment } from "../../core/config/schema.ts";
import { preconditionError, usageError } from "../../core/errors.ts";
import type { Answer, Session } from "../../core/session.ts";
import { lastHealthy } from "../../domain/deployment/history.ts";
import { questionsFor, type Target } from "../../domain/deployment/questions.ts";
import { isDevVersion } from "../../domain/release/version.ts";
import { type Asker, nobodyToAsk, openAsker } from "./ask.ts";
import { type Candidates, chooseRelease, listCandidates, newestVersion, workingTree } from "./candidate.ts";
import { deployToCompose } from "./compose.ts";
import { composePlace, readHistory } from "./place.ts";
import type { ComposeRequest } from "./plan.ts";

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
  const questions = questionsFor(session.env);
  const asker = openAsker(session, questions);
  const chosen = await choose(session, request, asker).finally(() => asker?.close());
  if (!chosen) return { result: { outcome: "stopped" }, text: [questions.stopped] };
  const { environment, candidates, release } = chosen;
  session.steps.note(`chatops deploy --to compose --env ${environment} --version ${release?.version ?? workingTree}`);
  if (!release) noteWorkingTree(session, candidates);
  return deployToCompose(session, chosen);
}

/** What to deploy and where; undefined where the person stops. */
async function choose(
  { steps, cwd, configFile, env }: Session,
  request: DeployRequest,
  asker: Asker | undefined,
): Promise<ComposeRequest | undefined> {
  const project = await readProject(cwd, configFile);
  const to = request.to ?? targetOf(project, request.environment) ?? (await asker?.target());
  if (to === undefined) throw nobodyToAsk();
  if (to === "stop") return undefined;
  if (to === "kubernetes") throw kubernetesIsNext();
  const [environment, { file }] = chooseEnvironment(project, request.environment);
  const candidates = await steps.look("Look for releases", async (step) => {
    const found = await listCandidates(project.directory, steps.signal);
    step.say(found.tags.length === 0 ? "none yet" : `${found.tags.length} found`);
    return found;
  });
  const newest = newestVersion(candidates) ?? workingTree;
  const current = await keepable(env, project.config.name, environment);
  const version = request.version ?? (asker ? await asker.version(newest, current) : newest);
  if (version === undefined) return undefined;
  const { timeoutMs, rollback } = request;
  return { project, environment, file, candidates, release: chooseRelease(candidates, version), timeoutMs, rollback };
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

/** What [M] keeps: the version that runs. A working tree cannot be kept, since it changes. */
async function keepable(env: NodeJS.ProcessEnv, name: string, environment: string): Promise<string | undefined> {
  const running = lastHealthy(await readHistory(composePlace(env, name, environment)))?.version;
  return running && !isDevVersion(running) ? running : undefined;
}

const noteWorkingTree = ({ steps }: Session, { tags }: Candidates) =>
  steps.note(
    tags.length > 0
      ? "The working tree is no release."
      : "No release yet, so the working tree is deployed as it is; it is no release.",
  );
