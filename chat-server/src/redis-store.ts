import { setTimeout as sleep } from "node:timers/promises";
import type { RedisTarget } from "./config.ts";
import { type Entry, historyLimit } from "./history.ts";
import type { Logger } from "./log.ts";
import { type Message, readMessage } from "./message.ts";
import { createEpoch } from "./message-id.ts";
import type { Metrics } from "./metrics.ts";
import { type Mark, RedisSession } from "./redis-session.ts";
import type { Receipt, Store, StoreListener } from "./store.ts";

const longestPause = 2000;

/** One Redis stream as order, history and fan-out in one: every replica appends to it and reads all of it. */
export class RedisStore implements Store {
  readonly kind = "redis";
  readonly #target: RedisTarget;
  readonly #log: Logger;
  readonly #metrics: Metrics;
  readonly #stopping = new AbortController();
  #listener: StoreListener | undefined;
  #problem: string | undefined = "not connected to Redis yet";
  /** Present while the session can be written to. */
  #session: RedisSession | undefined;
  #seen: Mark | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(target: RedisTarget, log: Logger, metrics: Metrics) {
    this.#target = target;
    this.#log = log;
    this.#metrics = metrics;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  start(listener: StoreListener): void {
    this.#listener = listener;
    this.#running = this.#run();
  }

  async append(message: Message): Promise<Receipt> {
    const session = this.#session;
    if (session === undefined || this.#seen === undefined) return { outcome: "refused", reason: "unavailable" };
    const observe = this.#metrics.redisDuration.startTimer({ op: "append" });
    try {
      const reply = await session.append(message, this.#seen);
      observe();
      if (reply.outcome === "duplicate") return { outcome: "duplicate", offset: reply.offset };
      if (reply.outcome === "stored") return { outcome: "stored" };
      session.close();
      return { outcome: "refused", reason: "unavailable" };
    } catch (error) {
      // Redis may still have run the script: only the stream can tell.
      this.#metrics.redisErrors.inc({ op: "append" });
      this.#log.warn({ reason: reasonOf(error) }, "a message could not be confirmed");
      session.close();
      return { outcome: "refused", reason: "unconfirmed" };
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#session?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      const session = new RedisSession(this.#target);
      try {
        await session.connect();
        await this.#catchUp(session);
        failures = 0;
        this.#available(session);
        await this.#follow(session, this.#seen?.epoch ?? "");
      } catch (error) {
        if (!this.#stopping.signal.aborted) this.#unavailable(reasonOf(session.reason ?? error));
      } finally {
        session.close();
      }
      await this.#pause(failures++);
    }
  }

  async #pause(failures: number): Promise<void> {
    const pause = Math.min(100 * 2 ** failures, longestPause) * (0.5 + Math.random() / 2);
    await sleep(pause, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }

  /** Goes on where this replica stopped reading, or takes the history anew where that is impossible. */
  async #catchUp(session: RedisSession): Promise<void> {
    const legacy = await session.readLegacyList();
    const texts = legacy.flatMap((raw) => readMessage(Buffer.from(raw))?.text ?? []).slice(-historyLimit);
    this.#take(await session.open(createEpoch(), this.#seen, texts), await session.readAll());
  }

  async #follow(session: RedisSession, epoch: string): Promise<void> {
    while (true) {
      const after = this.#seen?.offset ?? 0;
      const [current, entries] = await Promise.all([session.currentEpoch(), session.readAfter(after)]);
      if (current !== epoch) throw new Error("the history in Redis was replaced");
      const complete = entries.length === 0 || entries[0]?.offset === after + 1;
      this.#take(epoch, complete ? entries : await session.readAll());
    }
  }

  /** Passes on what is new. A hole means that more was written than Redis keeps: then the whole history is new. */
  #take(epoch: string, entries: Entry[]): void {
    const seen = this.#seen?.epoch === epoch ? this.#seen.offset : undefined;
    const fresh = entries.filter(({ offset }) => offset > (seen ?? 0));
    const last = entries.at(-1)?.offset ?? seen ?? 0;
    this.#seen = { epoch, offset: last };
    const follows = seen !== undefined && (fresh[0]?.offset ?? seen + 1) === seen + 1;
    if (!follows) this.#listener?.replaced(epoch, entries);
    else if (fresh.length > 0) this.#listener?.appended(fresh);
  }

  #available(session: RedisSession): void {
    this.#session = session;
    this.#problem = undefined;
    this.#metrics.redisUp.set(1);
    this.#log.info("connected to Redis");
    this.#listener?.availabilityChanged();
  }

  #unavailable(reason: string): void {
    this.#session = undefined;
    const wasAvailable = this.#problem === undefined;
    const isNew = this.#problem !== reason;
    this.#problem = reason;
    this.#metrics.redisUp.set(0);
    this.#metrics.redisErrors.inc({ op: "session" });
    if (isNew) this.#log.error({ reason }, "Redis is not available");
    if (wasAvailable) this.#listener?.availabilityChanged();
  }
}

/** The message only: the errors of ioredis carry the command's arguments, hence texts and passwords. */
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
