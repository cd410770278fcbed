import { preconditionError } from "../../../lib/errors.ts";
import { hasContainers, observeProject } from "../../adapters/containers.ts";
import { isSameFolder } from "../../adapters/folders.ts";
import { identityOf, isOfRepository } from "../../adapters/git/identity.ts";
import type { Repository } from "../../adapters/git/repository.ts";
import { readState } from "../../adapters/state.ts";
import type { Steps } from "../../core/steps.ts";
import { type DeploymentHistory, lastDeployed } from "../../domain/deployment/history.ts";
import { type Owner, ownerOf, type Running, runningOf } from "../../domain/deployment/running.ts";
import type { ComposeContainer } from "../../domain/rollout/compose.ts";
import { type ComposePlace, keptFile, readDeployments } from "../places/compose.ts";
import type { ComposeRequest, Described, Work } from "./plan.ts";

/** What was there when a deployment began. */
export interface Before {
  /** Of the Compose project, also what belongs to no version. */
  containers: ComposeContainer[];
  /** Nothing at all of the Compose project was there. */
  isEmpty: boolean;
  /** Undefined: no container of the project's own image. */
  running: Running | undefined;
  /** What runs is another's, and is taken over. */
  isAdopted: boolean;
  history: DeploymentHistory;
  /** Compose files by version, read before this deployment writes its own. */
  kept: ReadonlyMap<string, string>;
}

/** Looks at what runs before anything is changed; refuses what belongs to another repository. */
export async function lookBefore(
  steps: Steps,
  { engine, place, request }: Work,
  { service }: Described,
): Promise<Before> {
  return steps.look("Look at what runs", async (step) => {
    const [containers, any] = await Promise.all([
      observeProject(engine, place.project),
      hasContainers(engine, place.project),
    ]);
    const isAdopted = await refuseForeign(ownerOf(containers), place, request);
    const running = runningOf(containers, service, Date.now());
    step.say(running ? `${running.name}, ${running.condition}` : "nothing");
    const history = await readDeployments(place);
    const kept = await readKept(place, [running?.version, lastDeployed(history)?.version]);
    return { containers, isEmpty: !any, running, isAdopted, history, kept };
  });
}

async function readKept(place: ComposePlace, versions: (string | undefined)[]): Promise<Map<string, string>> {
  const kept = new Map<string, string>();
  for (const version of versions.filter((known) => known !== undefined)) {
    const bytes = await readState(keptFile(place, version)).catch(() => undefined);
    if (bytes) kept.set(version, Buffer.from(bytes).toString());
  }
  return kept;
}

/** Answers whether another's containers are taken over, which somebody has to ask for. */
async function refuseForeign(
  owner: Owner,
  { project }: ComposePlace,
  { project: { directory }, candidates: { repository }, adopt }: ComposeRequest,
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
async function foreignersOf(
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
  const others = await without(owner.folders, (folder) => isSameFolder(folder, directory));
  if (others.length === 0 && owner.folders.length > 0) return undefined;
  return others.length > 0 ? others.map((folder) => `it was started in: ${folder}`) : ["nothing says who started it"];
}

async function without(all: readonly string[], isLeftOut: (one: string) => Promise<boolean>): Promise<string[]> {
  const left = await Promise.all(all.map(isLeftOut));
  return all.filter((_, index) => !left[index]);
}
