import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "../../../../lib/errors.ts";
import { runChatops } from "../../../adapters/chatops-process.ts";
import { readProject } from "../../../core/config/read.ts";
import { errorResult } from "../../../results/error.ts";
import { statusResult } from "../../../results/status.ts";
import type { Desk, Seen } from "./desk.ts";

/** How long what was seen is good enough, while nobody changes it. */
const freshMs = 30_000;
/** The same while something is on its way there. */
const freshAtWorkMs = 10_000;
/** A status asks clusters and engines, which may not answer. */
const patienceMs = 60_000;
const restMs = 250;

export interface Looks {
  /** Somebody reads: until a while after, environments are asked. */
  want(): void;
  /** What is seen of a repository, asked now if nobody knows well enough. */
  see(desk: Desk): Promise<Seen | undefined>;
}

const wantedForMs = 15_000;

/** Asks the environments of all repositories in turn, two at a time, as long as somebody looks at the page. */
export function beginLooks(desks: readonly Desk[], signal: AbortSignal): Looks & { ended: Promise<unknown> } {
  let wantedUntil = 0;
  const busy = new Map<Desk, Promise<void>>();
  const takeOnce = async (desk: Desk) => {
    const taking = busy.get(desk) ?? take(desk, signal).finally(() => busy.delete(desk));
    busy.set(desk, taking);
    await taking;
  };
  const work = async () => {
    while (!signal.aborted) {
      const desk = performance.now() < wantedUntil ? stalest(desks, busy) : undefined;
      const start = performance.now();
      if (desk) await takeOnce(desk);
      // All of it together takes no more than half of the machine's time.
      await pause(Math.max(restMs, performance.now() - start), undefined, { signal }).catch(() => {});
    }
  };
  return {
    want: () => {
      wantedUntil = performance.now() + wantedForMs;
    },
    see: async (desk) => {
      if (busy.has(desk) || isDue(desk)) await takeOnce(desk);
      return desk.seen;
    },
    ended: Promise.all([work(), work()]),
  };
}

async function take(desk: Desk, signal: AbortSignal): Promise<void> {
  desk.isStale = false;
  desk.seen = await look(desk, signal);
}

function stalest(desks: readonly Desk[], busy: ReadonlyMap<Desk, unknown>): Desk | undefined {
  const due = desks.filter((desk) => !busy.has(desk) && isDue(desk));
  return due.sort((one, other) => age(other) - age(one))[0];
}

const age = ({ seen }: Desk): number => (seen ? Date.now() - Date.parse(seen.at) : Number.POSITIVE_INFINITY);

/** Whether its environments are to be asked; nothing is known of one of which no commit was seen. */
const isDue = (desk: Desk): boolean =>
  desk.project.newest().length > 0 && (desk.isStale || age(desk) > (isAtWork(desk) ? freshAtWorkMs : freshMs));

const isAtWork = (desk: Desk): boolean =>
  desk.active.size > 0 || desk.project.newest().some(({ outcome }) => outcome === undefined);

async function look(desk: Desk, signal: AbortSignal): Promise<Seen> {
  const late = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const seen = { status: undefined, environments: {}, ...desk.seen, trouble: undefined };
  try {
    const { environments, status } = await desk.project.use(
      async (directory) => ({
        environments: (await readProject(directory)).config.environments,
        status: await ask(desk, ["status", "--cwd", directory], late),
      }),
      late,
    );
    const read = statusResult.safeParse(status);
    const at = new Date().toISOString();
    if (read.success) return { at, environments, status: read.data, trouble: undefined };
    const trouble = errorResult.safeParse(status).data?.message ?? "its status cannot be read";
    return { ...seen, environments, at, trouble };
  } catch (error) {
    return { ...seen, at: new Date().toISOString(), trouble: desk.place.mask.redact(messageOf(error)) };
  }
}

/** What a reading command answers; undefined if that is no document. */
export async function ask({ env, place }: Desk, command: string[], signal: AbortSignal): Promise<unknown> {
  const lines: string[] = [];
  const onLine = (line: string, isAnswer: boolean) => void (isAnswer && lines.push(line));
  await runChatops([...command, "--json"], { env, onLine, signal });
  try {
    return JSON.parse(place.mask.redact(lines.join("\n")));
  } catch {
    return undefined;
  }
}
