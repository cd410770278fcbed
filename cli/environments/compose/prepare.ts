import { preconditionError } from "../../../lib/errors.ts";
import { projectsWith } from "../../adapters/containers.ts";
import { connectEngine } from "../../adapters/engine.ts";
import type { Session } from "../../core/session.ts";
import { composeLabels, deploymentLabels } from "../../domain/deployment/compose.ts";
import { impossibleServices } from "../../domain/deployment/impossible.ts";
import { forOneService, runReference } from "../../domain/release/release.ts";
import { accessOf } from "../../releases/access.ts";
import type { Attempt, PreparedPromotion, PromotionRequest } from "../environment.ts";
import { attemptOf, factsOfRunning, recordRunning, subjectOf } from "./attempt.ts";
import type { ComposeSettings } from "./compose-version.ts";
import { createFileKeeper } from "./file-keeper.ts";
import { findReleased, type ReadyImage, type ReadyImages } from "./image.ts";
import { type Before, inspect } from "./inspect.ts";
import { type LocalState, withLock } from "./local-state.ts";
import { type Described, describe, foldersOf, provide, type Work } from "./plan.ts";
import { devReference } from "./working-tree-image.ts";

/** Reads the Compose file and what runs, and refuses what belongs to another repository. */
export async function preparePromotion(
  session: Session,
  request: PromotionRequest,
  { local, settings }: { local: LocalState; settings: ComposeSettings },
): Promise<PreparedPromotion> {
  const { steps, env } = session;
  const engine = await steps.look("Check the engine", () => connectEngine(env, accessOf(session)));
  const described = await steps.look("Read the Compose file", () =>
    describe(request, { local, settings }, accessOf(session)),
  );
  try {
    return await prepareDescribed({ session, engine, local, settings, request, described });
  } catch (error) {
    await described.tree.dispose();
    throw error;
  }
}

async function prepareDescribed(base: Omit<Work, "found" | "keeper">): Promise<PreparedPromotion> {
  const { session, engine, local, request, described } = base;
  const { steps } = session;
  const look = () => inspect(engine, local, request, described.service);
  const before = await steps.look("Look at what runs", async (step) => {
    const found = await look();
    step.say(found.running ? `${found.running.name}, ${found.running.condition}` : "nothing");
    return found;
  });
  if (before.isEmpty) await warnOfOldName(base);
  const { release } = request;
  const found = new Map<string, ReadyImage>();
  for (const own of release ? described.builds.keys() : []) {
    const image = release && (await findReleased(steps, engine, forOneService(release, own)));
    if (image) found.set(own, image);
  }
  const keeper = createFileKeeper(session, local);
  const work = { ...base, found, keeper };
  const isComplete = found.size === described.builds.size;
  return {
    subject: subjectOf(work, expectedOf(work)),
    current: async () => (isComplete ? factsOfRunning(before, { ...described, images: found }) : undefined),
    // `docker compose` itself refuses a file that it cannot run, before it changes anything. What else it needs is looked
    // at once the files of this version are written.
    preflight: async () => refuseImpossible(described, request),
    alone: (purpose, task) =>
      steps.dryRun
        ? attempt(work, before, task)
        : withLock(local, purpose, steps, async () => attempt(work, await look(), task)),
    dispose: async () => {
      await Promise.all([keeper.dispose(), described.tree.dispose()]);
    },
  };
}

/** A project that is called otherwise since then leaves its environment behind, with the data. */
async function warnOfOldName({ session, engine, local, settings, request, described }: Omit<Work, "found" | "keeper">) {
  const { repository } = described;
  if (repository === undefined) return;
  const old = await projectsWith(engine, {
    [deploymentLabels.environment]: local.environment,
    [deploymentLabels.repository]: repository,
    [composeLabels.folder]: foldersOf(request.project, settings).directory,
  });
  for (const project of old) {
    session.steps.warn(
      `this folder's ${local.environment} runs as the Compose project ${project}; under its new name, ${local.project}, it begins with empty volumes`,
      `Keep the old \`name\`; or stop the old project, which keeps its volumes: \`docker compose --project-name ${project} down\`.`,
    );
  }
}

/** Throws if a service could never come up, whatever its image is. */
function refuseImpossible({ model, services, version }: Described, { timeoutMs }: PromotionRequest): void {
  const found = impossibleServices(model, services, timeoutMs);
  if (found.length === 0) return;
  throw preconditionError(`${version} cannot come up as its Compose file has it: nothing was changed`, {
    details: found.map(({ why }) => why),
    hint: found.map(({ hint }) => hint).join(" "),
  });
}

/** The images of the version, as far as they are known before they are pulled or built. */
function expectedOf({ request: { release, project }, described: { builds, version }, found }: Work): ReadyImages {
  const { name, services } = project.config;
  const expected = (own: string): ReadyImage => {
    const released = release && forOneService(release, own);
    return released
      ? { reference: runReference(released), id: released.image.id }
      : { reference: devReference(name, services && own, version), id: "" };
  };
  return new Map([...builds.keys()].map((own) => [own, found.get(own) ?? expected(own)]));
}

async function attempt<T>(work: Work, before: Before, task: (attempt: Attempt) => Promise<T>): Promise<T> {
  const planned = await provide(work);
  if (!work.session.steps.dryRun && !before.isAdopted) await recordRunning(work, before);
  return task(attemptOf(work, planned, before));
}
