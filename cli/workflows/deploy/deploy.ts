import { usageError } from "../../../lib/errors.ts";
import { type Project, readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import { questionsFor } from "../../domain/deployment/questions.ts";
import { lastHealthy } from "../../domain/environment/history.ts";
import { isDevVersion } from "../../domain/release/version.ts";
import type { Environment, EnvironmentKind } from "../../environments/environment.ts";
import { implicitEnvironment, kindOf, namesOf, openEnvironment } from "../../environments/open.ts";
import {
  type KnownReleases,
  lookForReleases,
  newestToPromote,
  newestVersion,
  readWanted,
  workingTree,
} from "../../releases/known-releases.ts";
import type { PromotionResult, StoppedResult } from "../../results/promotion.ts";
import { head } from "../../results/result.ts";
import { type PromoteOptions, promoteInto } from "../promote/promote.ts";
import { type Asker, nobodyToAsk, openAsker } from "./ask.ts";

export interface DeployRequest extends PromoteOptions {
  to: EnvironmentKind | undefined;
  environment: string | undefined;
}

/** What was chosen. */
interface Chosen {
  project: Project;
  environment: Environment;
  releases: KnownReleases;
  /** Undefined: the one that the gate lets through. */
  version: string | undefined;
}

/** Asks what the request leaves open, prints the command that the answers stand for, and runs it. */
export async function deploy(session: Session, asked: DeployRequest): Promise<PromotionResult | StoppedResult> {
  const project = await readProject(session.cwd, session.configFile);
  const request = { ...asked, version: readWanted(asked.version, project) };
  const questions = questionsFor(session.env);
  const asker = openAsker(session, questions);
  const chosen = await choose(session, project, request, asker).finally(() => asker?.close());
  if (!chosen) return { ...head("Stopped"), message: questions.stopped };
  const { environment, releases, version } = chosen;
  session.steps.note(commandFor(environment, { ...request, version }));
  if (version === workingTree) noteWorkingTree(session, releases);
  return promoteInto(session, chosen, { ...request, version });
}

/** Undefined if the person stops. */
async function choose(
  session: Session,
  project: Project,
  request: DeployRequest,
  asker: Asker | undefined,
): Promise<Chosen | undefined> {
  const { config } = project;
  const named = request.environment ? kindOf(config, request.environment) : undefined;
  const kind = request.to ?? named ?? (await asker?.target());
  if (kind === undefined) throw nobodyToAsk();
  if (kind === "stop") return undefined;
  const name = await chooseEnvironment(project, kind, request.environment, asker);
  if (name === undefined) return undefined;
  const environment = openEnvironment(session, config, name, request);
  const releases = await lookForReleases(session, project, () => environment.connect());
  const version = request.version ?? (await askVersion(environment, releases, asker));
  return asker && version === undefined ? undefined : { project, environment, releases, version };
}

/** The version that a person chooses; without one to ask, what the environment takes by itself. */
async function askVersion(
  environment: Environment,
  releases: KnownReleases,
  asker: Asker | undefined,
): Promise<string | undefined> {
  const isCompose = environment.kind === "compose";
  if (!asker) return isCompose && newestVersion(releases) === undefined ? workingTree : undefined;
  const newest = isCompose ? (newestVersion(releases) ?? workingTree) : newestToPromote(releases);
  const healthy = lastHealthy(await environment.history())?.version;
  // A working tree cannot be kept, since it changes.
  return asker.version(releases.naming, newest, healthy && !isDevVersion(healthy) ? healthy : undefined);
}

/** The promotion that stands for these answers; without a version it takes the one that the gate lets through. */
function commandFor({ name }: Environment, { version, context, kubeconfig, rollback, adopt }: DeployRequest): string {
  const words = ["chatops promote", version, `--env ${name}`, context && `--context ${context}`];
  const options = [kubeconfig && `--kubeconfig ${kubeconfig}`, !rollback && "--no-rollback", adopt && "--adopt"];
  return [...words, ...options].filter(Boolean).join(" ");
}

const words: Readonly<Record<EnvironmentKind, string>> = {
  compose: "use Compose",
  kubernetes: "are in Kubernetes clusters",
};

/** The environment of this kind that is named, or the only one, or the one that each project has; undefined: stop. */
async function chooseEnvironment(
  { config }: Project,
  kind: EnvironmentKind,
  name: string | undefined,
  asker: Asker | undefined,
): Promise<string | undefined> {
  const fitting = namesOf(config, kind);
  if (name && kindOf(config, name) !== kind) {
    throw usageError(`environment ${name} is not of the kind --to ${kind}`, {
      hint: fitting.length > 0 ? `These ${words[kind]}: ${fitting.join(", ")}.` : "Leave --to out.",
    });
  }
  if (!name && fitting.length > 1) {
    if (asker) return asker.environment(fitting);
    throw usageError(`several environments ${words[kind]}: ${fitting.join(", ")}`, { hint: "Name one with --env." });
  }
  const chosen = name ?? fitting[0] ?? implicitEnvironment(kind);
  if (chosen) return chosen;
  throw usageError("no environment of chatops.yaml is in a Kubernetes cluster", {
    hint: "Add one under `environments`, for example `staging: { kubernetes: { namespace: staging } }`.",
  });
}

const noteWorkingTree = ({ steps }: Session, { tags }: KnownReleases) =>
  steps.note(
    tags.length > 0
      ? "The working tree is not a release."
      : "No release yet, so the working tree is deployed as it is; it is not a release.",
  );
