import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, preconditionError, usageError } from "../../../lib/errors.ts";
import { maskSecret } from "../../../lib/secrets.ts";
import { withLockFile } from "../../adapters/lock-file.ts";
import { serveFolder, writeState } from "../../adapters/state.ts";
import type { ChatSettings } from "../../core/serve/chat-schema.ts";
import { readServeConfig } from "../../core/serve/read.ts";
import type { ServeConfig } from "../../core/serve/schema.ts";
import { readSecret } from "../../core/serve/secrets.ts";
import type { Session } from "../../core/session.ts";
import type { CheckupResult } from "../../results/checkup.ts";
import { head } from "../../results/result.ts";
import type { RunResult } from "../../results/run.ts";
import { readMembers } from "./bot/members.ts";
import { checkServing } from "./check.ts";
import type { ChatDoor } from "./doors.ts";
import { connectOwn, openRunner } from "./in-cluster.ts";
import { installHooks } from "./install.ts";
import { lead } from "./lead.ts";
import { makeOneRun } from "./one-run.ts";
import { openPeople, type People } from "./page/people.ts";
import { openProvider } from "./page/sign-on.ts";
import { homeIn, openPlaces, type Place, temporaryIn } from "./places.ts";
import { retryFile } from "./watch.ts";
import { watchAll } from "./watch-all.ts";

export interface ServeRequest {
  /** Only looks whether it could work. */
  check: boolean;
  /** Only has the Git hosts call serve at each push. */
  install: boolean;
  /** Only asks the serve that runs to try a repository again. */
  retry: string | undefined;
  /** Only makes the run that this file orders. */
  run: string | undefined;
  /** What a run is; undefined: what serve.yaml says. */
  runner: ServeConfig["runner"] | undefined;
}

/** Releases and promotes what is pushed, until it is stopped. */
export async function serve(
  session: Session,
  { check, install, retry, run, ...asked }: ServeRequest,
): Promise<CheckupResult | RunResult> {
  if (run !== undefined) return makeOneRun(session, run);
  const { cwd, configFile, env, steps } = session;
  const written = await readServeConfig(cwd, configFile);
  const config = { ...written, runner: asked.runner ?? written.runner };
  const folder = config.state ?? serveFolder(env);
  const places = openPlaces(config, folder, env);
  const people = config.page && openPeople(config.page, env);
  const provider = config.page?.oidc && openProvider(config.page.oidc, env);
  const chat = config.chat && openChat(config.chat, { people, hasProvider: provider !== undefined }, env);
  if (retry !== undefined) return askAgain(places, retry);
  if (install) return installHooks(session, config, places);
  const cluster = await connectOwn(session, config);
  const runner = openRunner(config, cluster);
  if (check || steps.dryRun) return checkServing(session, { places, runner, provider, chat, folder });
  await makeFolders(places);
  const unable = (file: string, error: unknown) => {
    throw preconditionError(`cannot write ${file}: ${messageOf(error)}`, {
      hint: "Name another `state` in serve.yaml.",
    });
  };
  const serving = (signal: AbortSignal) =>
    withLockFile([join(folder, "lock")], "chatops serve", unable, () =>
      watchAll(session, config, { folder, places, people, provider, chat, runner, signal }),
    );
  try {
    return await (cluster ? lead(session, config, cluster, serving) : serving(steps.signal));
  } catch (error) {
    if (error === steps.signal.reason) steps.note("stopped in order; the next start goes on with what is not done");
    throw error;
  }
}

function openChat(
  settings: ChatSettings,
  known: { people: People | undefined; hasProvider: boolean },
  env: NodeJS.ProcessEnv,
): ChatDoor {
  const token = settings.token && readSecret(settings.token, "chat.token", env);
  maskSecret(token);
  return { settings, token, names: readMembers(settings, known) };
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
