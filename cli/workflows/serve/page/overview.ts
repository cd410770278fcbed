import { join } from "node:path";
import { commitWords } from "../../../adapters/git/commit-words.ts";
import type { Config } from "../../../core/config/schema.ts";
import { ownVersion } from "../../../core/package.ts";
import { offerFor } from "../../../domain/serve/page/offer.ts";
import {
  type Asked,
  inOrderOfConcern,
  type Overview,
  type ShownEnvironment,
  type ShownRepository,
  type ShownRun,
  troublesOf,
} from "../../../domain/serve/page/overview.ts";
import type { RunRecord } from "../../../domain/serve/run-record.ts";
import type { EnvironmentStatus } from "../../../results/status.ts";
import { readHold } from "../hold.ts";
import type { Desk, Seen } from "./desk.ts";
import type { Somebody } from "./people.ts";

const version = ownVersion();

/** What the page shows of all repositories now. */
export interface Board {
  overviewFor(person: Somebody): Promise<Overview>;
}

/** However many look at it, it is made once a moment. */
const momentMs = 500;

export function createBoard(desks: readonly Desk[]): Board {
  let made: { at: number; repositories: Promise<ShownRepository[]> } | undefined;
  return {
    async overviewFor({ name, roles }) {
      const now = performance.now();
      if (!made || now - made.at >= momentMs)
        made = { at: now, repositories: Promise.all(desks.map(shown)).then(inOrderOfConcern) };
      return { person: { name, roles }, version, repositories: await made.repositories };
    },
  };
}

/** What is known of a repository now. */
export async function shown(desk: Desk): Promise<ShownRepository> {
  const { place, seen, active, acts, project, board } = desk;
  const held = await readHold(place.folder);
  const runs = [...active.values(), ...project.newest()];
  const [lastAct] = place.settings.branches.flatMap((branch) => acts.last(branch) ?? []);
  const isNews = lastAct?.outcome && runs.every(({ startedAt }) => startedAt < lastAct.startedAt);
  const repository = {
    name: place.name,
    branches: place.settings.branches,
    ...(seen && { seenAt: seen.at }),
    ...(seen?.status?.newest && { newest: seen.status.newest }),
    ...(held && { held }),
    environments: seen ? environmentsOf(desk, seen) : [],
    previews: board.all().map(({ why, ...preview }) => ({ ...preview, ...(why && { why: place.mask.redact(why) }) })),
    runs: await Promise.all((isNews ? [lastAct, ...runs] : runs).map((run) => withWords(desk, run))),
  };
  return { ...repository, troubles: troublesOf(repository, seen?.trouble) };
}

function environmentsOf(desk: Desk, { status, environments }: Seen): ShownEnvironment[] {
  return (status?.environments ?? []).flatMap((each) => {
    const settings = environments[each.environment];
    return settings ? [shownEnvironment(desk, each, settings)] : [];
  });
}

const mostDrift = 5;

function shownEnvironment(
  desk: Desk,
  each: EnvironmentStatus,
  settings: Config["environments"][string],
): ShownEnvironment {
  const { drift = [], image, images = [], endpoints: _, ...facts } = each;
  const name = each.environment;
  const offer = offerIn(desk, name);
  const asked = askedOf(desk, name);
  const active = desk.active.get(name);
  return {
    ...facts,
    promote: settings.promote,
    confirm: settings.gate?.confirm ?? false,
    drift: drift.slice(0, mostDrift).map(({ object, field }) => ({ object, field })),
    drifted: drift.length,
    images: images.length > 0 ? images.map(({ service, image }) => ({ service, image })) : image ? [{ image }] : [],
    ...(offer && { offer }),
    ...(asked && { asked }),
    ...(active && { active }),
  };
}

/** What could be promoted into an environment, as far as is known. */
function offerIn({ seen }: Desk, environment: string) {
  const settings = seen?.environments[environment];
  if (!seen?.status || !settings) return undefined;
  const asOf = seen.status.environments.find((each) => each.environment === environment)?.asOf ?? seen.at;
  return offerFor(environment, seen.status, settings, new Date(asOf));
}

/** The promotion that waits for an approval: what somebody asked for or, of an automatic one, what serve itself is kept from. */
export function askedOf(desk: Desk, environment: string): Asked | undefined {
  const asked = desk.requests.of(environment);
  if (asked) return { version: asked.version, by: asked.by, at: asked.at };
  const settings = desk.seen?.environments[environment];
  if (settings?.promote !== "auto" || !settings.gate?.confirm) return undefined;
  const offer = offerIn(desk, environment);
  const waits = desk.project.newest().some((run) => run.outcome === "waiting" && run.version === offer?.version);
  return offer && !offer.closed && waits ? { version: offer.version } : undefined;
}

const mostWords = 500;
/** A run begins before its clone has the commit; some clones never get it. */
const againAfterMs = 3_000;

/** A run with the message of its commit, which somebody else wrote. */
export async function withWords({ place, words, missing }: Desk, run: RunRecord): Promise<ShownRun> {
  const { commit } = run;
  const known = words.get(commit);
  if (known) return { ...run, ...known };
  const now = performance.now();
  if (now - (missing.get(commit) ?? Number.NEGATIVE_INFINITY) < againAfterMs) return run;
  const signal = AbortSignal.timeout(5_000);
  const found = await commitWords(join(place.folder, "clone"), commit, { env: place.env, signal });
  for (const kept of [words, missing]) if (kept.size >= mostWords) kept.clear();
  if (!found) {
    missing.set(commit, now);
    return run;
  }
  const shown = { subject: place.mask.redact(found.subject), author: place.mask.redact(found.author) };
  words.set(commit, shown);
  return { ...run, ...shown };
}
