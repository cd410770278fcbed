import { setTimeout as sleep } from "node:timers/promises";
import type { RedisTarget } from "./config.ts";
import { type Entry, historyLimit } from "./history.ts";
import type { Logger } from "./log.ts";
import { type Message, readMessage } from "./message.ts";
import { createEpoch } from "./message-id.ts";
import type { Metrics } from "./metrics.ts";
import { type Mark, RedisSession } from "./redis-session.ts";
import type { Receipt, Store, StoreListener } from "./store.ts";
import { Window } from "./window.ts";

const longestPause = 2000;
/** Ten replicas that all write as fast as they may do not overtake a reader that is a whole window behind. */
const mostUnread = historyLimit / 10;

/** One Redis stream as order, history and fan-out in one: every replica appends to it and reads all of it. */
export class RedisStore implements Store {
  readonly kind = "redis";
  readonly #target: RedisTarget;
  readonly #log: Logger;
  readonly #metrics: Metrics;
  readonly #stopping = new AbortController();
  readonly #window = new Window(mostUnread);
  #listener: StoreListener | undefined;
  #problem: string | undefined = "not connected to Redis yet";
  /** Present while the session can be written to. */
  #session: RedisSession | undefined;
  #seen: Mark | undefined;
  #unread: { offset: number; arrived: () => void }[] = [];
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

  /**
   * Resolves when the message has also come back. Without that wait a burst could push messages out of the stream
   * before this replica has read them.
   */
  append(message: Message): Promise<Receipt> {
    return this.#window.run(async () => {
      const session = this.#session;
      if (session === undefined || this.#seen === undefined) return { outcome: "refused", reason: "unavailable" };
      try {
        return await this.#appendTo(session, this.#seen, message);
      } catch (error) {
        // Redis may still have run the script: only the stream can tell.
        this.#metrics.redisErrors.inc({ op: "append" });
        this.#log.warn({ reason: reasonOf(error) }, "a message could not be confirmed");
        session.close();
        return { outcome: "refused", reason: "unconfirmed" };
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#session?.close();
    await this.#running;
  }

  async #appendTo(session: RedisSession, seen: Mark, message: Message): Promise<Receipt> {
    const observe = this.#metrics.redisDuration.startTimer({ op: "append" });
    const { outcome, offset } = await session.append(message, seen);
    observe();
    if (outcome === "duplicate") return { outcome, offset };
    if (outcome === "stored") {
      await this.#readBack(session, offset);
      return { outcome };
    }
    session.close();
    return { outcome: "refused", reason: "unavailable" };
  }

  async #readBack(session: RedisSession, offset: number): Promise<void> {
    if (session !== this.#session || offset <= (this.#seen?.offset ?? 0)) return;
    await new Promise<void>((arrived) => this.#unread.push({ offset, arrived }));
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      const session = new RedisSession(this.#target);
      try {
        await session.connect();
        const epoch = await this.#catchUp(session);
        failures = 0;
        await this.#follow(session, epoch);
      } catch (error) {
        this.#unavailable(reasonOf(session.reason ?? error));
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
  async #catchUp(session: RedisSession): Promise<string> {
    const legacy = await session.readLegacyList();
    const texts = legacy.flatMap((raw) => readMessage(Buffer.from(raw))?.text ?? []).slice(-historyLimit);
    const epoch = await session.open(createEpoch(), this.#seen, texts);
    const entries = await session.readAll();
    this.#available(session);
    this.#take(epoch, entries);
    this.#listener?.availabilityChanged();
    return epoch;
  }

  async #follow(session: RedisSession, epoch: string): Promise<void> {
    while (true) {
      const after = this.#seen?.offset ?? 0;
      const entries = await session.readAfter(after);
      const isQuiet = entries.length === 0;
      if (isQuiet && (await session.currentEpoch()) !== epoch) throw new Error("the history in Redis was replaced");
      const isComplete = isQuiet || entries[0]?.offset === after + 1;
      this.#take(epoch, isComplete ? entries : await session.readAll());
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
    this.#release(last);
  }

  #release(offset: number): void {
    const firstLeft = this.#unread.findIndex((waiting) => waiting.offset > offset);
    for (const { arrived } of this.#unread.splice(0, firstLeft === -1 ? Infinity : firstLeft)) arrived();
  }

  #available(session: RedisSession): void {
    this.#session = session;
    this.#problem = undefined;
    this.#metrics.redisUp.set(1);
    this.#log.info("connected to Redis");
  }

  #unavailable(reason: string): void {
    this.#session = undefined;
    this.#release(Number.POSITIVE_INFINITY);
    if (this.#stopping.signal.aborted) return;
    const { problem } = this;
    this.#problem = reason;
    this.#metrics.redisUp.set(0);
    this.#metrics.redisErrors.inc({ op: "session" });
    if (problem !== reason) this.#log.error({ reason }, "Redis is not available");
    if (problem === undefined) this.#listener?.availabilityChanged();
  }
}

/** The message only: the errors of ioredis carry the command's arguments, hence texts and passwords. */
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
