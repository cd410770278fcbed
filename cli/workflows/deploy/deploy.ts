import { usageError } from "../../../lib/errors.ts";
import { readPromotions } from "../../adapters/kubernetes/record.ts";
import { environmentOf } from "../../core/config/environment.ts";
import { type Project, readProject } from "../../core/config/read.ts";
import type { Answer, Session } from "../../core/session.ts";
import { type Deployment, lastDeployed } from "../../domain/deployment/history.ts";
import { questionsFor, type Target } from "../../domain/deployment/questions.ts";
import { lastPromoted } from "../../domain/promotion/history.ts";
import { isDevVersion } from "../../domain/release/version.ts";
import { type Candidates, chooseRelease, lookForReleases, newestVersion, workingTree } from "../candidates.ts";
import { deployToCompose } from "../compose/deploy.ts";
import { type ClusterChoice, type ClusterPlace, startOpening } from "../places/cluster.ts";
import { composePlace, readDeployments } from "../places/compose.ts";
import { newestToPromote, promoteInto } from "../promote/into.ts";
import { type Asker, nobodyToAsk, openAsker } from "./ask.ts";

export interface DeployRequest extends ClusterChoice {
  to: Exclude<Target, "stop"> | undefined;
  /** A version, or `dev` for the working tree. */
  version: string | undefined;
  environment: string | undefined;
  timeoutMs: number;
  rollback: boolean;
  /** Takes over what is of another project. */
  adopt: boolean;
}

/** What was chosen, and what carries it out. */
interface Chosen {
  /** The command that the answers stand for. */
  command: string;
  run: () => Promise<Answer>;
}

/** Asks what the request leaves open, prints the command that the answers stand for, and runs it. */
export async function deploy(session: Session, request: DeployRequest): Promise<Answer> {
  const questions = questionsFor(session.env);
  const asker = openAsker(session, questions);
  const chosen = await choose(session, request, asker).finally(() => asker?.close());
  if (!chosen) return { result: { outcome: "stopped" }, text: [questions.stopped] };
  session.steps.note(chosen.command);
  return chosen.run();
}

/** Undefined where the person stops. */
async function choose(session: Session, request: DeployRequest, asker: Asker | undefined): Promise<Chosen | undefined> {
  const project = await readProject(session.cwd, session.configFile);
  const to = request.to ?? targetOf(project, request.environment) ?? (await asker?.target());
  if (to === undefined) throw nobodyToAsk();
  if (to === "stop") return undefined;
  return to === "kubernetes"
    ? chooseKubernetes(session, project, request, asker)
    : chooseCompose(session, project, request, asker);
}

/** An environment that is named says by itself where it is. */
function targetOf({ config }: Project, environment: string | undefined): Exclude<Target, "stop"> | undefined {
  if (!environment) return undefined;
  return environmentOf(config, environment).compose ? "compose" : "kubernetes";
}

async function chooseCompose(
  session: Session,
  project: Project,
  request: DeployRequest,
  asker: Asker | undefined,
): Promise<Chosen | undefined> {
  const { steps, env } = session;
  const environment = chooseEnvironment(project, "compose", request.environment) ?? "local";
  const candidates = await lookForReleases(steps, project.directory);
  const newest = newestVersion(candidates) ?? workingTree;
  const healthy = lastDeployed(await readDeployments(composePlace(env, project.config.name, environment)));
  const version = request.version ?? (asker ? await asker.version(newest, keepable(healthy)) : newest);
  if (version === undefined) return undefined;
  const release = chooseRelease(candidates, version);
  const { timeoutMs, rollback, adopt } = request;
  return {
    command: `chatops deploy --to compose --env ${environment} --version ${version}`,
    run: () => {
      if (!release) noteWorkingTree(session, candidates);
      return deployToCompose(session, { project, environment, candidates, release, timeoutMs, rollback, adopt });
    },
  };
}

async function chooseKubernetes(
  session: Session,
  project: Project,
  request: DeployRequest,
  asker: Asker | undefined,
): Promise<Chosen | undefined> {
  const environment = chooseEnvironment(project, "kubernetes", request.environment);
  if (!environment) {
    throw usageError("no environment of chatops.yaml is in a Kubernetes cluster", {
      hint: "Add one under `environments`, for example `staging: { kubernetes: { namespace: staging } }`.",
    });
  }
  const opening = startOpening(session, project.config, environment, request);
  const candidates = await lookForReleases(session.steps, project.directory);
  const ask = async () => asker?.version(newestToPromote(candidates), await promotedIn(opening?.place));
  const version = request.version ?? (await ask());
  if (asker && version === undefined) return undefined;
  return {
    command: promoteCommand(environment, { ...request, version }),
    run: () => promoteInto(session, { project, environment, opening, candidates, request: { ...request, version } }),
  };
}

/** The promotion that stands for these answers; without a version it takes the one that the gate lets through. */
function promoteCommand(environment: string, { version, context, kubeconfig, rollback, adopt }: DeployRequest): string {
  const words = ["chatops promote", version, `--env ${environment}`, context && `--context ${context}`];
  const options = [kubeconfig && `--kubeconfig ${kubeconfig}`, !rollback && "--no-rollback", adopt && "--adopt"];
  return [...words, ...options].filter(Boolean).join(" ");
}

/** What [M] keeps in a cluster: the version recorded healthy there last. */
async function promotedIn(connecting: Promise<ClusterPlace> | undefined): Promise<string | undefined> {
  const place = await connecting;
  return place && lastPromoted(await readPromotions(place.cluster, place.bookkeeping))?.version;
}

/** The environment of this kind that is named, or the only one; undefined where there is none. */
function chooseEnvironment({ config }: Project, kind: "compose" | "kubernetes", name: string | undefined) {
  const words = kind === "compose" ? "use Compose" : "are in Kubernetes clusters";
  const fitting = Object.keys(config.environments).filter((key) => config.environments[key]?.[kind]);
  if (name && environmentOf(config, name) && fitting.includes(name)) return name;
  if (name) {
    throw usageError(`environment ${name} is another kind of place than --to ${kind}`, {
      hint: fitting.length > 0 ? `These ${words}: ${fitting.join(", ")}.` : "Leave --to out.",
    });
  }
  if (fitting.length > 1) {
    throw usageError(`several environments ${words}: ${fitting.join(", ")}`, { hint: "Name one with --env." });
  }
  return fitting[0];
}

/** What [M] keeps: the version that runs. A working tree cannot be kept, since it changes. */
const keepable = (running: Deployment | undefined): string | undefined =>
  running && !isDevVersion(running.version) ? running.version : undefined;

const noteWorkingTree = ({ steps }: Session, { tags }: Candidates) =>
  steps.note(
    tags.length > 0
      ? "The working tree is no release."
      : "No release yet, so the working tree is deployed as it is; it is no release.",
  );
