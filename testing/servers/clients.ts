import { get, type RequestOptions } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { onTestFinished } from "vitest";

/** One question on a connection of its own, so that each is led to a pod anew: `200 0.1.0`. */
export const ask = (address: Pick<RequestOptions, "host" | "port">, timeout = 10_000): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = get({ ...address, agent: false, timeout }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve(`${response.statusCode} ${text}`)).on("error", reject);
    });
    request.on("timeout", () => request.destroy(new Error(`no answer in ${timeout} ms`))).on("error", reject);
  });

export interface Clients {
  answers: Map<string, number>;
  lost: string[];
  /** The longest time, in milliseconds, in which questions were asked and none was answered. */
  longestSilence: () => number;
  stop: () => Promise<void>;
}

/** Clients who ask all the while; what they heard, and what they did not. */
export function clientsOf(
  address: Pick<RequestOptions, "host" | "port">,
  { count = 3, everyMs = 20, timeout = 10_000 } = {},
): Clients {
  const answers = new Map<string, number>();
  const lost: string[] = [];
  let lastHeard = performance.now();
  let isSilent = false;
  let longest = 0;
  let isOver = false;
  const note = (heard: boolean) => {
    const now = performance.now();
    // That this machine had no time to ask is nobody's silence.
    if (isSilent) longest = Math.max(longest, now - lastHeard);
    isSilent = !heard;
    if (heard) lastHeard = now;
  };
  const client = async () => {
    while (!isOver) {
      try {
        const answer = await ask(address, timeout);
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
        note(true);
      } catch (error) {
        lost.push(`${new Date().toISOString()} ${error}`);
        note(false);
      }
      await pause(everyMs);
    }
  };
  const all = Promise.all(Array.from({ length: count }, client));
  const stop = async () => {
    isOver = true;
    await all;
  };
  onTestFinished(stop);
  return { answers, lost, longestSilence: () => longest, stop };
}
