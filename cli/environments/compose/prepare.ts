import { connectEngine } from "../../adapters/engine.ts";
import type { Session } from "../../core/session.ts";
import { runReference } from "../../domain/release/release.ts";
import { accessOf } from "../../releases/access.ts";
import type { Attempt, PreparedPromotion, PromotionRequest } from "../environment.ts";
import { attemptOf, factsOfRunning, recordRunning, subjectOf } from "./attempt.ts";
import type { ComposeSettings } from "./compose-version.ts";
import { createFileKeeper } from "./file-keeper.ts";
import { findReleased } from "./image.ts";
import { type Before, inspect } from "./inspect.ts";
import { type LocalState, withLock } from "./local-state.ts";
import { describe, provide, type Work } from "./plan.ts";

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
  const { release, project } = request;
  const found = release && (await findReleased(steps, engine, release));
  const keeper = createFileKeeper(session, local);
  const work = { ...base, found, keeper };
  const reference = release ? runReference(release) : `${project.config.name}:${described.version}`;
  return {
    subject: subjectOf(work, found ?? { reference, id: release?.image.id ?? "" }),
    current: async () => found && factsOfRunning(before, { ...described, image: found }),
    // `docker compose` itself refuses a file that it cannot run, before it changes anything. What else it needs is looked
    // at once the files of this version are written.
    preflight: async () => {},
    alone: (purpose, task) =>
      steps.dryRun
        ? attempt(work, before, task)
        : withLock(local, purpose, steps, async () => attempt(work, await look(), task)),
    dispose: async () => {
      await Promise.all([keeper.dispose(), described.tree.dispose()]);
    },
  };
}

async function attempt<T>(work: Work, before: Before, task: (attempt: Attempt) => Promise<T>): Promise<T> {
  const planned = await provide(work);
  if (!work.session.steps.dryRun && !before.isAdopted) await recordRunning(work, before);
  return task(attemptOf(work, planned, before));
}
