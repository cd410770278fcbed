import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, preconditionError, usageError } from "../../../lib/errors.ts";
import { listenForHttp } from "../../adapters/http-listener.ts";
import { withLockFile } from "../../adapters/lock-file.ts";
import { serveFolder, writeState } from "../../adapters/state.ts";
import { readServeConfig } from "../../core/serve/read.ts";
import type { ServeConfig } from "../../core/serve/schema.ts";
import type { Session } from "../../core/session.ts";
import { createSlots } from "../../core/slots.ts";
import type { CheckupResult } from "../../results/checkup.ts";
import { head } from "../../results/result.ts";
import { createBell } from "./bell.ts";
import { checkPlaces } from "./check.ts";
import { createHealth } from "./health.ts";
import { createHooks } from "./hooks.ts";
import { createNotifier } from "./notify.ts";
import { homeIn, openPlaces, type Place, temporaryIn } from "./places.ts";
import { openRuns } from "./runs.ts";
import { openTelemetry } from "./telemetry.ts";
import { retryFile, watchRepository } from "./watch.ts";

export interface ServeRequest {
  /** Only looks whether it could work. */
  check: boolean;
  /** Only asks the serve that runs to try a repository again. */
  retry: string | undefined;
}

/** Questions to remotes at a time: a start asks all of them. */
const looksAtOnce = 4;

/** Releases and promotes what is pushed, until it is stopped. */
export async function serve(session: Session, { check, retry }: ServeRequest): Promise<CheckupResult> {
  const { cwd, configFile, env, steps } = session;
  const config = await readServeConfig(cwd, configFile);
  const folder = config.state ?? serveFolder(env);
  const places = openPlaces(config, folder, env);
  if (retry !== undefined) return askAgain(places, retry);
  if (check || steps.dryRun) return checkPlaces(session, places);
  await makeFolders(places);
  const unable = (file: string, error: unknown) => {
    throw preconditionError(`cannot write ${file}: ${messageOf(error)}`, {
      hint: "Name another `state` in serve.yaml.",
    });
  };
  return withLockFile([join(folder, "lock")], "chatops serve", unable, () => work(session, config, places));
}

async function askAgain(places: readonly Place[], name: string): Promise<CheckupResult> {
  const place = places.find((each) => each.name === name);
  if (!place) {
    throw usageError(`serve.yaml has no repository ${name}`, {
      hint: `It has: ${places.map((each) => each.name).join(", ")}.`,
    });
  }
  await writeState(retryFile(place.folder), "");
  const note = "is tried again with the next look at its remote";
  return { ...head("Checkup"), checks: [{ part: name, state: "well", note }] };
}

async function makeFolders(places: readonly Place[]): Promise<void> {
  for (const { folder } of places)
    for (const path of [homeIn(folder), temporaryIn(folder)]) await mkdir(path, { recursive: true, mode: 0o700 });
}

async function work({ steps }: Session, config: ServeConfig, places: readonly Place[]): Promise<never> {
  const { signal } = steps;
  const slots = { runs: createSlots(config.concurrency), looks: createSlots(looksAtOnce) };
  const telemetry = openTelemetry(slots.runs);
  const bells = new Map(places.map((place) => [place.name, { place, bell: createBell() }]));
  const unseen = new Set(places);
  const isReady = () => unseen.size === 0 && !signal.aborted;
  const hooks = await listenForHttp(config.listen, createHooks(bells, telemetry));
  const health = await listenForHttp(config.health, createHealth(isReady, telemetry)).catch(async (error) => {
    await hooks.close();
    throw error;
  });
  steps.note(`takes webhooks at ${hooks.url}/hooks/<name>; health and metrics at ${health.url}`);
  const watching = [...bells.values()].map(async ({ place, bell }) =>
    watchRepository({
      place,
      bell,
      runs: await openRuns(place.folder, config.retention),
      intervalMs: config.interval,
      timeoutMs: config.timeout,
      logBytes: config.retention.megabytes * 1024 * 1024,
      notifier: createNotifier(place, { telemetry, steps, signal }),
      slots,
      telemetry,
      steps,
      signal,
      onFirstLook: () => void unseen.delete(place),
    }),
  );
  await Promise.all(watching).finally(() => Promise.all([hooks.close(), health.close()]));
  signal.throwIfAborted();
  throw new Error("nothing is watched any more");
}
