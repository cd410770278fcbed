import { preconditionError, usageError } from "../../../lib/errors.ts";
import { observe, observeProject } from "../../adapters/containers.ts";
import { connectEngine, type Engine, findImage } from "../../adapters/engine.ts";
import { resolveCommit } from "../../adapters/git/repository.ts";
import type { Config } from "../../core/config/schema.ts";
import { ownContainer } from "../../domain/deployment/compose.ts";
import { labels } from "../../domain/image/reference.ts";
import { parseVersion } from "../../domain/release/version.ts";
import type { ComposeContainer } from "../../domain/rollout/compose.ts";
import type { Access } from "../access.ts";
import type { Candidates } from "../candidates.ts";
import type { ClusterChoice } from "../places/cluster.ts";
import { composePlace } from "../places/compose.ts";
import { type FoundPod, findInClusters } from "./pods.ts";

/** Where a trace starts: what carries the version, and the container or pod that it was read from, if it was one. */
export interface Start {
  version: string | undefined;
  commit?: string | undefined;
  container?: ComposeContainer | undefined;
  pod?: FoundPod;
}

/** What may be looked into. */
export interface Where extends Access {
  config: Config;
  candidates: Candidates;
  choice: ClusterChoice;
}

/** Finds what `name` is: a version, a pod, a container, an image or a commit. */
export async function findStart(name: string, where: Where): Promise<Start> {
  const version = parseVersion(name.replace(/^v(?=\d)/, ""));
  const { repository, tags } = where.candidates;
  if (version) return { version };
  if (/^pods?\//.test(name)) return fromClusters(name, where);
  const engine = await connectEngine(where.env, where).catch(() => undefined);
  const running = engine && (await fromEngine(engine, name));
  if (running) return running;
  const commit = repository && (await resolveCommit(repository, name));
  if (commit) return { version: tags.find((tag) => tag.commit === commit)?.version, commit };
  return fromClusters(name, where);
}

async function fromClusters(name: string | undefined, { config, choice, ...access }: Where): Promise<Start> {
  const { pod, unseen } = await findInClusters(config, name, choice, access);
  if (pod) return { version: pod.version, pod };
  const details = unseen.map((words) => `not looked into: ${words}`);
  if (name === undefined) {
    const hint = "chatops trace <version, pod, container, image or commit>";
    throw usageError("nothing runs here, so what to trace must be named", { details, hint });
  }
  throw preconditionError(`${name} is no version, pod, container, image or commit that is known here`, {
    details,
    hint: "`kubectl get pods` and `docker ps` list what runs, `git tag` versions.",
  });
}

/** What the project's environments run now, the Compose ones first. */
export async function findRunning(where: Where): Promise<Start> {
  const { config, env } = where;
  for (const [environment, { compose }] of Object.entries(config.environments)) {
    if (!compose) continue;
    const container = await containerOf(composePlace(env, config.name, environment).project, env);
    if (container) return findStart(container, where);
  }
  return fromClusters(undefined, where);
}

async function fromEngine(engine: Engine, name: string): Promise<Start | undefined> {
  const container = await observe(engine, name);
  const image = await findImage(engine, container?.image ?? name);
  if (!image) return undefined;
  return { version: image.labels[labels.version], commit: image.labels[labels.revision], container };
}

/** What a deployment started in a Compose project; undefined also where no engine answers. */
async function containerOf(project: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const engine = await connectEngine(env).catch(() => undefined);
  const containers = engine ? await observeProject(engine, project) : [];
  return ownContainer(containers)?.name;
}
