import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, preconditionError, usageError } from "../../../lib/errors.ts";
import { maskSecret } from "../../../lib/secrets.ts";
import { type Listener, listenForHttp } from "../../adapters/http-listener.ts";
import { withLockFile } from "../../adapters/lock-file.ts";
import { serveFolder, writeState } from "../../adapters/state.ts";
import type { ChatSettings } from "../../core/serve/chat-schema.ts";
import { readServeConfig } from "../../core/serve/read.ts";
import type { ServeConfig } from "../../core/serve/schema.ts";
import { readSecret } from "../../core/serve/secrets.ts";
import type { Session } from "../../core/session.ts";
import { createSlots } from "../../core/slots.ts";
import type { RunRecord } from "../../domain/serve/run-record.ts";
import type { CheckupResult } from "../../results/checkup.ts";
import { head } from "../../results/result.ts";
import type { RunResult } from "../../results/run.ts";
import { createBell } from "./bell.ts";
import { openMembers } from "./bot/members.ts";
import { checkPlaces } from "./check.ts";
import { type ChatDoor, openDoors } from "./doors.ts";
import { createHealth } from "./health.ts";
import { createHooks } from "./hooks.ts";
import { pullsOf } from "./host.ts";
import { connectOwn, openRunner } from "./in-cluster.ts";
import { installHooks } from "./install.ts";
import { lead } from "./lead.ts";
import { createNotifier } from "./notify.ts";
import { makeOneRun } from "./one-run.ts";
import { openPeople, type People } from "./page/people.ts";
import { homeIn, openPlaces, type Place, temporaryIn } from "./places.ts";
import { watchPulls } from "./pulls/watch.ts";
import { createReporter } from "./report.ts";
import type { Runner } from "./runner.ts";
import { openRuns } from "./runs.ts";
import { openTelemetry } from "./telemetry.ts";
import { createTraces } from "./traces.ts";
import { retryFile, watchRepository } from "./watch.ts";

export interface ServeRequest {
  /** Only looks whether it could work. */
  check: boolean;
  /** Only has the Git hosts call serve at each push. */
  install: boolean;
  /** Only asks the serve that runs to try a repository again. */
  retry: string | undefined;
  /** Only makes the run that this file orders. */
  run: string | undefined;
}

/** Questions to remotes at a time: a start asks all of them. */
const looksAtOnce = 4;

/** Releases and promotes what is pushed, until it is stopped. */
export async function serve(
  session: Session,
  { check, install, retry, run }: ServeRequest,
): Promise<CheckupResult | RunResult> {
  if (run !== undefined) return makeOneRun(session, run);
  const { cwd, configFile, env, steps } = session;
  const config = await readServeConfig(cwd, configFile);
  const folder = config.state ?? serveFolder(env);
  const places = openPlaces(config, folder, env);
  const people = config.page && openPeople(config.page, env);
  const chat = config.chat && openChat(config.chat, people, env);
  if (retry !== undefined) return askAgain(places, retry);
  if (install) return installHooks(session, config, places);
  const cluster = await connectOwn(session, config);
  const runner = openRunner(config, cluster);
  if (check || steps.dryRun) return checkPlaces(session, places, runner);
  await makeFolders(places);
  const unable = (file: string, error: unknown) => {
    throw preconditionError(`cannot write ${file}: ${messageOf(error)}`, {
      hint: "Name another `state` in serve.yaml.",
    });
  };
  const serving = (signal: AbortSignal) =>
    withLockFile([join(folder, "lock")], "chatops serve", unable, () =>
      work(session, config, { folder, places, people, chat, runner, signal }),
    );
  return cluster ? lead(session, config, cluster, serving) : serving(steps.signal);
}

function openChat(settings: ChatSettings, people: People | undefined, env: NodeJS.ProcessEnv): ChatDoor {
  const token = settings.token && readSecret(settings.token, "chat.token", env);
  maskSecret(token);
  return { settings, token, members: openMembers(settings, people) };
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
  const folders = places.flatMap(({ folder, previews }) => [folder, ...(previews ? [previews.folder] : [])]);
  for (const folder of folders)
    for (const path of [homeIn(folder), temporaryIn(folder)]) await mkdir(path, { recursive: true, mode: 0o700 });
}

interface Served {
  folder: string;
  places: readonly Place[];
  people: People | undefined;
  chat: ChatDoor | undefined;
  runner: Runner;
  /** It is stopped, or another one works in its place. */
  signal: AbortSignal;
}

async function work({ steps, env }: Session, config: ServeConfig, served: Served): Promise<never> {
  const { folder, places, people, chat, runner, signal } = served;
  const slots = { runs: createSlots(config.concurrency), looks: createSlots(looksAtOnce) };
  const telemetry = openTelemetry(slots.runs);
  const traces = createTraces(env, steps, signal);
  const bells = new Map(
    places.map((place) => [
      place.name,
      { place, bell: createBell(), pullBell: place.previews ? createBell() : undefined },
    ]),
  );
  const unseen = new Set(places);
  const isReady = () => unseen.size === 0 && !signal.aborted;
  const opened = await Promise.all(
    [...bells.values()].map(async ({ place, bell }) => {
      const runs = await openRuns(place.folder, config.retention);
      const notifier = createNotifier(place, { telemetry, steps, signal });
      return { place, bell, runs, notifier, telemetry, traces, retention: config.retention };
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
        ? () => openDoors({ page, people, chat, folder, env, opened, limits, linkTo, telemetry, steps })
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
  const watchingPulls = [...bells.values()].flatMap(({ place, pullBell }) => {
    const pulls = pullsOf(place, signal);
    if (!pulls || !pullBell || !place.previews) return [];
    const { env, folder: below } = place.previews;
    const own = { place, pulls, bell: pullBell, env, folder: below, intervalMs: config.interval };
    return watchPulls({ ...own, ...limits, slots, telemetry, steps });
  });
  await Promise.all([...watching, ...watchingPulls]).finally(close);
  signal.throwIfAborted();
  throw new Error("nothing is watched any more");
}

interface Answering {
  hooks: Parameters<typeof listenForHttp>[1];
  health: Parameters<typeof listenForHttp>[1];
  page: (() => Promise<Listener>) | undefined;
}

/** Opens all that answers requests, or nothing. Answers what closes it. */
async function openListeners(
  { listen, health }: ServeConfig,
  steps: Pick<Session["steps"], "note">,
  answering: Answering,
): Promise<() => Promise<unknown>> {
  const opened: Listener[] = [];
  const close = () => Promise.all(opened.map((listener) => listener.close()));
  const open = async (opening: Promise<Listener>) => {
    const listener = await opening;
    opened.push(listener);
    return listener.url;
  };
  try {
    const hooks = await open(listenForHttp(listen, answering.hooks));
    const metrics = await open(listenForHttp(health, answering.health));
    steps.note(`takes webhooks at ${hooks}/hooks/<name>; health and metrics at ${metrics}`);
    if (answering.page) steps.note(`the page is at ${await open(answering.page())}`);
    else steps.note("no page is served, as serve.yaml has no `page` with people who may log in");
    return close;
  } catch (error) {
    await close();
    throw error;
  }
}
