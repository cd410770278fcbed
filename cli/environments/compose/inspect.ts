import { preconditionError } from "../../../lib/errors.ts";
import { hasContainers, observeProject } from "../../adapters/containers.ts";
import type { Engine } from "../../adapters/engine.ts";
import { isInside } from "../../adapters/folders.ts";
import { identityOf, isOfRepository } from "../../adapters/git/identity.ts";
import type { Repository } from "../../adapters/git/repository.ts";
import { type Owner, ownerOf, type Running, runningOf } from "../../domain/deployment/running.ts";
import { type History, lastHealthy } from "../../domain/environment/history.ts";
import type { ComposeContainer } from "../../domain/rollout/compose-rollout.ts";
import type { PromotionRequest } from "../environment.ts";
import { type KeptVersion, readVersionKept } from "./keep-version.ts";
import { type LocalState, readHistoryOf } from "./local-state.ts";

/** What was there when a promotion began. */
export interface Before {
  /** Of the Compose project, also what belongs to no version. */
  containers: ComposeContainer[];
  /** Nothing at all of the Compose project was there. */
  isEmpty: boolean;
  /** Undefined: no container of the project's own image. */
  running: Running | undefined;
  /** What runs is another's, and is taken over. */
  isAdopted: boolean;
  history: History;
  /** What versions were started from, read before this promotion writes its own. */
  kept: ReadonlyMap<string, KeptVersion>;
}

/** Looks at what runs before anything is changed; refuses what belongs to another repository. */
export async function inspect(
  engine: Engine,
  local: LocalState,
  request: PromotionRequest,
  service: string,
): Promise<Before> {
  const [containers, any] = await Promise.all([
    observeProject(engine, local.project),
    hasContainers(engine, local.project),
  ]);
  const isAdopted = await refuseForeign(ownerOf(containers), local, request);
  const running = runningOf(containers, service, Date.now());
  const history = await readHistoryOf(engine, local);
  const kept = await readKept(local, [running?.version, lastHealthy(history)?.version]);
  return { containers, isEmpty: !any, running, isAdopted, history, kept };
}

async function readKept(local: LocalState, versions: (string | undefined)[]): Promise<Map<string, KeptVersion>> {
  const kept = new Map<string, KeptVersion>();
  for (const version of versions.filter((known) => known !== undefined)) {
    const found = await readVersionKept(local, version);
    if (found) kept.set(version, found);
  }
  return kept;
}

/** Answers whether another's containers are taken over, which somebody has to ask for. */
async function refuseForeign(
  owner: Owner,
  { project }: LocalState,
  { project: { directory }, releases: { repository }, adopt }: PromotionRequest,
): Promise<boolean> {
  const foreign = await foreignersOf(owner, directory, repository);
  if (!foreign || adopt) return foreign !== undefined;
  const own = repository && (await identityOf(repository));
  throw preconditionError(`the Compose project ${project} is not of this repository, so nothing was changed`, {
    details: [...foreign, ...(own ? [`this repository: ${own}`] : [])],
    hint: "Choose another `name` in chatops.yaml, or take it over with --adopt.",
  });
}

/** Who else the containers belong to, a line each; undefined where they are one's own. */
export async function foreignersOf(
  owner: Owner,
  directory: string,
  repository: Repository | undefined,
): Promise<string[] | undefined> {
  if (owner.kind === "repository") {
    const isOwn = async (identity: string) => repository !== undefined && (await isOfRepository(repository, identity));
    const others = await without(owner.identities, isOwn);
    return others.length > 0 ? others.map((identity) => `it is of: ${identity}`) : undefined;
  }
  if (owner.kind !== "folder") return undefined;
  const others = await without(owner.folders, (folder) => isInside(directory, folder));
  if (others.length === 0 && owner.folders.length > 0) return undefined;
  return others.length > 0 ? others.map((folder) => `it was started in: ${folder}`) : ["nothing says who started it"];
}

async function without(all: readonly string[], isLeftOut: (one: string) => Promise<boolean>): Promise<string[]> {
  const left = await Promise.all(all.map(isLeftOut));
  return all.filter((_, index) => !left[index]);
}
