import { texts } from "./texts.js";

/**
 * How somebody may log in: by a token, and by a provider at this host.
 * @typedef {{ tokens: boolean, provider?: string }} Ways
 */

/** An answer that is none of those that were hoped for. */
export class Refusal extends Error {
  /** @param {number} status @param {string} message @param {Ways} [ways] */
  constructor(status, message, ways) {
    super(message);
    this.status = status;
    this.ways = ways;
  }
}

/**
 * Asks the server for something, or to do something.
 * @param {string} path @param {"GET" | "POST" | "DELETE"} method @param {object} [body]
 */
export async function send(path, method = "GET", body) {
  const headers = { "content-type": "application/json" };
  const init = { method, ...(body && { headers, body: JSON.stringify(body) }) };
  const response = await fetch(path, init).catch(() => {
    throw new Refusal(0, texts.unreached);
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, answer.message ?? response.statusText, answer.ways);
  return answer;
}

/** @param {string} repository @param {string[]} rest */
export const pathTo = (repository, ...rest) =>
  ["/api/repositories", repository, ...rest].map((part, index) => (index ? encodeURIComponent(part) : part)).join("/");

/**
 * Follows the log of a run until it has ended. Returns what stops that.
 * @param {string} repository @param {string} id
 * @param {(events: import("./story.js").RunEvent[]) => void} onEvents @param {() => void} [onEnd]
 */
export function followRun(repository, id, onEvents, onEnd = () => {}) {
  const source = new EventSource(pathTo(repository, "runs", id, "events"));
  source.addEventListener("message", ({ data }) => onEvents(JSON.parse(data)));
  source.addEventListener("end", () => {
    source.close();
    onEnd();
  });
  return () => source.close();
}
