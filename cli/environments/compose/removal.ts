import { preconditionError } from "../../../lib/errors.ts";
import { removeProject } from "../../adapters/compose.ts";
import { observeProject } from "../../adapters/containers.ts";
import { connectEngine, type Engine } from "../../adapters/engine.ts";
import { temporaryFolder } from "../../adapters/folders.ts";
import { removeVolume, volumesOf } from "../../adapters/volumes.ts";
import type { Session } from "../../core/session.ts";
import { deploymentLabels, isDeployed, ownContainer } from "../../domain/deployment/compose.ts";
import { ownerOf } from "../../domain/deployment/running.ts";
import { lastHealthy } from "../../domain/environment/history.ts";
import type { ComposeContainer } from "../../domain/rollout/compose-rollout.ts";
import { accessOf } from "../../releases/access.ts";
import {
  type Data,
  divideData,
  foreignerOf,
  type PreparedRemoval,
  type RemovalRequest,
  recordRemoval,
  verifyConfirmed,
} from "../removal.ts";
import { foreignersOf } from "./inspect.ts";
import { type LocalState, readHistory, recordPromotion, withLock } from "./local-state.ts";

interface Found {
  containers: ComposeContainer[];
  volumes: string[];
  /** As the history has it. */
  isHealthy: boolean;
}

/** Looks at what a Compose project has on the engine; refuses what is not proven to be of this repository. */
export async function prepareRemoval(
  session: Session,
  request: RemovalRequest,
  local: LocalState,
): Promise<PreparedRemoval> {
  const { steps, env } = session;
  const engine = await steps.look("Check the engine", () => connectEngine(env, accessOf(session)));
  const look = () => lookAround(request, engine, local);
  const found = await steps.look("Look at what is there", look);
  const [running, data] = [nameOfRunning(found), found.volumes.map(asData)];
  const removing = async (now: Found, deletesData: boolean) => {
    const divided = divideData(now.volumes.map(asData), data, deletesData);
    await removeAll(session, engine, local, { ...now, deleted: divided.deleted });
    return divided;
  };
  return {
    running,
    data,
    isUnrecorded: found.containers.length === 0 && found.isHealthy,
    remove: (deletesData) =>
      steps.dryRun
        ? removing(found, deletesData)
        : withLock(local, `remove ${local.project}`, steps, async () => {
            const now = await look();
            verifyConfirmed(running, nameOfRunning(now));
            return removing(now, deletesData);
          }),
  };
}

const asData = (name: string): Data => ({ kind: "volume", name });

function nameOfRunning({ containers }: Found): string | undefined {
  const own = ownContainer(containers) ?? containers[0];
  return own && (own.labels[deploymentLabels.version] ?? own.reference);
}

async function lookAround(request: RemovalRequest, engine: Engine, local: LocalState): Promise<Found> {
  const { project } = local;
  const [containers, volumes] = await Promise.all([observeProject(engine, project), volumesOf(engine, project)]);
  const isHealthy = lastHealthy(await readHistory(local)) !== undefined;
  const isEmpty = containers.length === 0 && volumes.length === 0 && !isHealthy;
  const foreign = isEmpty ? undefined : await foreignersIn(containers, request, local);
  if (!foreign) return { containers, volumes, isHealthy };
  throw preconditionError(`the Compose project ${project} is not of this repository, so nothing was changed`, {
    details: foreign,
    hint: `chatops removes only what is of this repository; whoever it belongs to may: docker compose --project-name ${project} down`,
  });
}

/** Compose removes all of a project, so that one container of somebody else is enough. */
async function foreignersIn(
  containers: readonly ComposeContainer[],
  { directory, repository }: RemovalRequest,
  local: LocalState,
): Promise<string[] | undefined> {
  const owner = ownerOf(containers);
  const byHand = ownerOf(containers.filter((container) => !isDeployed(container)));
  const others =
    (await foreignersOf(owner, directory, repository)) ?? (await foreignersOf(byHand, directory, repository));
  if (others || owner.kind === "repository") return others;
  // Of volumes, and of what somebody started in this folder, only the history says whether it was promoted.
  const { promotions } = await readHistory(local);
  const whose = await foreignerOf(promotions.at(-1)?.repository, repository);
  return whose === undefined ? undefined : [`it ${whose}`];
}

async function removeAll(
  session: Session,
  engine: Engine,
  local: LocalState,
  { containers, isHealthy, deleted }: Pick<Found, "containers" | "isHealthy"> & { deleted: readonly Data[] },
): Promise<void> {
  const { steps } = session;
  if (containers.length > 0) await removeContainers(session, local);
  // An earlier removal may have been stopped before it wrote that down.
  if (containers.length > 0 || isHealthy) {
    await recordRemoval(session, await readHistory(local), (entry) => recordPromotion(local, steps, entry));
  }
  for (const { name } of deleted) {
    const plan = `docker volume rm ${name}`;
    await steps.change(`Delete the volume ${name}`, { plan, expect: undefined }, () => removeVolume(engine, name));
  }
}

/** Compose knows by its own labels what is of a project, whatever files it came from. */
function removeContainers({ steps, env }: Session, { project }: LocalState): Promise<void> {
  const plan = `docker compose --project-name ${project} down`;
  return steps.change("Remove containers and networks, volumes kept", { plan, expect: undefined }, async (step) => {
    const { path: directory, dispose } = await temporaryFolder(env);
    const { COMPOSE_FILE: _, ...rest } = env;
    try {
      await removeProject(
        { name: project, directory, files: [], env: rest },
        { signal: step.signal, onLine: step.output },
      );
    } finally {
      await dispose();
    }
  });
}
