import type { ServeConfig } from "../../core/serve/schema.ts";
import type { Session } from "../../core/session.ts";
import { createSlots } from "../../core/slots.ts";
import type { RunRecord } from "../../domain/serve/run-record.ts";
import { createBell } from "./bell.ts";
import { type ChatDoor, openDoors } from "./doors.ts";
import { createHealth } from "./health.ts";
import { createHooks } from "./hooks.ts";
import { pullsOf } from "./host.ts";
import { openListeners } from "./listeners.ts";
import { createNotifier } from "./notify.ts";
import type { People } from "./page/people.ts";
import type { OpenedProvider } from "./page/sign-on.ts";
import type { Place } from "./places.ts";
import { createPreviewBoard } from "./pulls/board.ts";
import { watchPulls } from "./pulls/watch.ts";
import { createReporter } from "./report.ts";
import type { Runner } from "./runner.ts";
import { openRuns } from "./runs.ts";
import { openTelemetry } from "./telemetry.ts";
import { createTraces } from "./traces.ts";
import { watchRepository } from "./watch.ts";

/** Questions to remotes at a time: a start asks all of them. */
const looksAtOnce = 4;

interface Served {
  folder: string;
  places: readonly Place[];
  people: People | undefined;
  provider: OpenedProvider | undefined;
  chat: ChatDoor | undefined;
  runner: Runner;
  /** It is stopped, or another one works in its place. */
  signal: AbortSignal;
}

/** Watches all repositories and answers what asks, until it is stopped. */
export async function watchAll({ steps, env }: Session, config: ServeConfig, served: Served): Promise<never> {
  const { folder, places, people, provider, chat, runner, signal } = served;
  const slots = { runs: createSlots(config.concurrency), looks: createSlots(looksAtOnce) };
  const telemetry = openTelemetry(slots.runs);
  const traces = createTraces(env, steps, signal);
  const bells = new Map(
    places.map((place) => [
      place.name,
      {
        place,
        bell: createBell(),
        pullBell: place.previews ? createBell() : undefined,
        board: createPreviewBoard(),
      },
    ]),
  );
  const unseen = new Set(places);
  const isReady = () => unseen.size === 0 && !signal.aborted;
  const opened = await Promise.all(
    [...bells.values()].map(async ({ place, bell, board }) => {
      const runs = await openRuns(place.folder, config.retention);
      const notifier = createNotifier(place, { telemetry, steps, signal });
      return { place, bell, board, runs, notifier, telemetry, traces, retention: config.retention };
    }),
  );
  const limits = { logBytes: config.retention.megabytes * 1024 * 1024, timeoutMs: config.timeout, signal };
  const { page } = config;
  const linkTo = ({ repository, id }: RunRecord) => page?.url && `${page.url}/#/${repository}/runs/${id}`;
  const close = await openListeners(config, steps, {
    hooks: createHooks(bells, telemetry),
    health: createHealth(isReady, telemetry),
    page:
      page && people
        ? () => openDoors({ page, people, provider, chat, folder, env, opened, limits, linkTo, telemetry, steps })
        : undefined,
  });
  const watching = opened.map(({ place, bell, runs, notifier }) =>
    watchRepository({
      place,
      bell,
      runs,
      runner,
      intervalMs: config.interval,
      ...limits,
      notifier,
      traces,
      reporter: createReporter(place, { runs, telemetry, steps, linkTo, signal }),
      slots,
      telemetry,
      steps,
      onFirstLook: () => void unseen.delete(place),
    }),
  );
  const watchingPulls = [...bells.values()].flatMap(({ place, pullBell, board }) => {
    const pulls = pullsOf(place, signal);
    if (!pulls || !pullBell || !place.previews) return [];
    const { env, folder: below } = place.previews;
    const own = { place, pulls, bell: pullBell, board, env, folder: below, intervalMs: config.interval };
    return watchPulls({ ...own, ...limits, slots, telemetry, steps });
  });
  await Promise.all([...watching, ...watchingPulls]).finally(close);
  signal.throwIfAborted();
  throw new Error("nothing is watched any more");
}
