import { createContext, Script } from "node:vm";
import { isFull } from "../setup/short-run.ts";
import { type Attack, textOf } from "./attacks.ts";

/** What is quadratic takes seconds for the fourth of them; the longest find what is so by a small part only. */
const lengths = [1, 4, 16, 64, 256, ...(isFull ? [1024] : [])].map((kilobytes) => kilobytes * 1024);
/** What is linear takes 16 times as long for a text 16 times as long; what is quadratic, 256 times. */
const mostGrowth = 100;
/** What takes less tells nothing of growth. */
const noticeableMs = 80;
/** What is quadratic and just noticeable takes so long for a sixteenth: a higher bound would hide it. */
const leastMs = noticeableMs / 256;
/** By the clock: nothing linear comes near it, however busy the machine is. */
const endlessMs = { short: 3_000, growing: 60_000 };

/** Of this thread's own work: the machine may be busy with something else. */
function elapsed(task: () => void): number {
  const start = process.threadCpuUsage();
  task();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

const fastest = (task: () => void) => Math.min(elapsed(task), elapsed(task), elapsed(task));

const shortLength = 4096;
/** Of many texts only the worst are made long. Once may be slow for another reason, and would hide what is slow. */
const retried = 8;
const followed = 2;

const stoppable = new Script("task()");
const context = createContext({ task: () => {} });

/** How many ms a task works, also inside a regular expression; Infinity where it has no end. */
function timeOf(task: () => void, timeout: number): number {
  try {
    context.task = task;
    return elapsed(() => stoppable.runInContext(context, { timeout }));
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return Number.POSITIVE_INFINITY;
    throw error;
  }
}

interface Tried {
  attack: Attack;
  ms: number;
}

const worstOf = (tried: Tried[], most: number): Tried[] => tried.toSorted((a, b) => b.ms - a.ms).slice(0, most);

/**
 * Why a task is not linear in the length of its text, with the attack that shows it; undefined where it is. All attacks
 * are tried on a short text, and the worst of them on texts of up to 256 KB, and 1 MB in the whole test run.
 */
export function slowness(task: (text: string) => unknown, attacks: readonly Attack[]): string | undefined {
  const tried: Tried[] = [];
  for (const attack of attacks) {
    const text = textOf(attack, shortLength);
    const ms = timeOf(() => task(text), endlessMs.short);
    if (ms === Number.POSITIVE_INFINITY) return `has no end: ${JSON.stringify(attack)}`;
    tried.push({ attack, ms });
  }
  const again = ({ attack, ms }: Tried): Tried => {
    const text = textOf(attack, shortLength);
    return {
      attack,
      ms: Math.min(
        ms,
        fastest(() => task(text)),
      ),
    };
  };
  for (const { attack } of worstOf(worstOf(tried, retried).map(again), followed)) {
    const fault = growing(task, attack);
    if (fault) return `${fault}: ${JSON.stringify(attack)}`;
  }
  return undefined;
}

/** What is worse than linear is found while the text is still short. */
function growing(task: (text: string) => unknown, attack: Attack): string | undefined {
  let said: string | undefined;
  const grow = () => {
    const shorter: string[] = [];
    for (const length of lengths) {
      const text = textOf(attack, length);
      const ms = elapsed(() => task(text));
      const growth = ms > noticeableMs ? growthOf(task, shorter.at(-2) ?? "", text) : 0;
      if (growth > mostGrowth)
        said = `${text.length} characters take ${Math.round(growth)} times as long as a sixteenth`;
      if (said) return;
      shorter.push(text);
    }
  };
  return timeOf(grow, endlessMs.growing) === Number.POSITIVE_INFINITY ? "has no end" : said;
}

const growthOf = (task: (text: string) => unknown, shorter: string, text: string) =>
  fastest(() => task(text)) /
  Math.max(
    fastest(() => task(shorter)),
    leastMs,
  );
