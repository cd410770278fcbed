import type { Echoes } from "./echoes.ts";
import type { Logger } from "./log.ts";
import type { Message } from "./message.ts";
import type { Metrics } from "./metrics.ts";
import { reasonOf } from "./redis-connection.ts";
import type { Mark, RedisSession } from "./redis-session.ts";
import type { Receipt } from "./store.ts";

const unavailable: Receipt = { outcome: "refused", reason: "unavailable" };
const unconfirmed: Receipt = { outcome: "refused", reason: "unconfirmed" };

/** How Redis says that it has no more memory. Then the script has written nothing, and may write later. */
const isFull = (reason: string): boolean => /\bOOM\b/.test(reason);

/** Writes messages to Redis and finds out what became of them. */
export class RedisAppends {
  readonly #echoes: Echoes;
  readonly #log: Logger;
  readonly #metrics: Metrics;

  constructor({ echoes, log, metrics }: { echoes: Echoes; log: Logger; metrics: Metrics }) {
    this.#echoes = echoes;
    this.#log = log;
    this.#metrics = metrics;
  }

  /**
   * Resolves when the messages have also come back. Without that wait a burst could push messages out of the stream
   * before this replica has read them. `mark`: as far as this replica has read, and undefined where it reads no more.
   */
  async append(
    session: RedisSession | undefined,
    mark: () => Mark | undefined,
    messages: Message[],
  ): Promise<Receipt[]> {
    const seen = mark();
    if (session === undefined || seen === undefined) return messages.map(() => unavailable);
    const observe = this.#metrics.redisDuration.startTimer({ op: "append" });
    try {
      const replies = await session.append(messages, seen);
      observe();
      if (replies === undefined) return this.#giveUp(session, messages, unavailable);
      const last = Math.max(0, ...replies.map(({ outcome, offset }) => (outcome === "stored" ? offset : 0)));
      const read = mark();
      if (read !== undefined && last > read.offset) await this.#echoes.wait(last);
      return replies;
    } catch (error) {
      return this.#failed(session, messages, reasonOf(error));
    }
  }

  #failed(session: RedisSession, messages: Message[], reason: string): Receipt[] {
    this.#metrics.redisErrors.inc({ op: "append" });
    const fields = { "event.action": "append", "event.outcome": "failure", "error.message": reason };
    this.#log.warn({ ...fields, "chat.messages": messages.length }, "messages could not be stored");
    if (isFull(reason)) return messages.map(() => unavailable);
    // Redis may still have run the script: only the stream can tell.
    return this.#giveUp(session, messages, unconfirmed);
  }

  #giveUp(session: RedisSession, messages: Message[], receipt: Receipt): Receipt[] {
    session.close();
    return messages.map(() => receipt);
  }
}
