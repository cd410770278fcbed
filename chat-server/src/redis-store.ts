import { randomUUID } from "node:crypto";
import type { RedisTarget } from "./config.ts";
import { Echoes } from "./echoes.ts";
import type { Entry } from "./entry.ts";
import { createKey } from "./identity.ts";
import type { Logger } from "./log.ts";
import type { Message } from "./message.ts";
import { createEpoch } from "./message-id.ts";
import type { Metrics } from "./metrics.ts";
import type { Present } from "./present.ts";
import { RedisAppends } from "./redis-appends.ts";
import { restoreLost } from "./redis-restore.ts";
import type { Mark, RedisSession } from "./redis-session.ts";
import { withSessions } from "./redis-sessions.ts";
import type { Receipt, Store, StoreListener } from "./store.ts";

/** One Redis stream as order, history and fan-out in one: every replica appends to it and reads all of it. */
export class RedisStore implements Store {
  readonly kind = "redis";
  readonly #target: RedisTarget;
  readonly #log: Logger;
  readonly #metrics: Metrics;
  /** What this replica is called among all. */
  readonly #replica = randomUUID();
  readonly #stopping = new AbortController();
  #listener: StoreListener | undefined;
  #problem: string | undefined = "not connected to Redis yet";
  /** Present while the session can be written to. */
  #session: RedisSession | undefined;
  #seen: Mark | undefined;
  #identityKey: string | undefined;
  readonly #echoes = new Echoes();
  readonly #appends: RedisAppends;
  /** Which start of Redis this replica has read from. */
  #run: string | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor({ target, log, metrics }: { target: RedisTarget; log: Logger; metrics: Metrics }) {
    this.#target = target;
    this.#log = log;
    this.#metrics = metrics;
    this.#appends = new RedisAppends({ echoes: this.#echoes, log, metrics });
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  get identityKey(): string | undefined {
    return this.#identityKey;
  }

  start(listener: StoreListener): void {
    this.#listener = listener;
    this.#running = withSessions({
      target: this.#target,
      signal: this.#stopping.signal,
      use: async (session, isGood) => {
        const epoch = await this.#catchUp(session);
        isGood();
        await this.#follow(session, epoch);
      },
      failed: (reason) => this.#unavailable(reason),
    });
  }

  append(messages: Message[]): Promise<Receipt[]> {
    const session = this.#session;
    return this.#appends.append(session, () => (session === this.#session ? this.#seen : undefined), messages);
  }

  async share(own: Present): Promise<Present> {
    if (this.#session === undefined) throw new Error("not connected to Redis");
    return this.#session.share(this.#replica, own);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Goes on where this replica stopped reading, or takes the history anew where that is impossible. */
  async #catchUp(session: RedisSession): Promise<string> {
    const run = await session.run();
    if (this.#run !== run) await this.#restore(session);
    this.#run = run;
    const epoch = await session.open(createEpoch(), this.#seen, await session.readLegacyTexts());
    const entries = await session.readAll();
    this.#identityKey = await session.shareIdentityKey(this.#identityKey ?? createKey());
    this.#session = session;
    this.#problem = undefined;
    this.#metrics.redisUp.set(1);
    this.#log.info({ "event.action": "redis-connected" }, "connected to Redis");
    this.#take(epoch, entries);
    this.#listener?.availabilityChanged();
    return epoch;
  }

  async #restore(session: RedisSession): Promise<void> {
    if (this.#listener === undefined || this.#seen === undefined) return;
    const messages = await restoreLost(session, this.#listener.known, this.#seen);
    const action = { "event.action": "redis-restored" };
    if (messages === undefined) {
      const failed = { ...action, "event.outcome": "failure" };
      this.#log.error(failed, "Redis had lost messages, which others wrote too much to write back");
    } else if (messages > 0) {
      this.#log.warn({ ...action, "chat.messages": messages }, "Redis had lost messages, which were written back");
    }
  }

  async #follow(session: RedisSession, epoch: string): Promise<void> {
    while (true) {
      const after = this.#seen?.offset ?? 0;
      const entries = await session.readAfter(after);
      const isQuiet = entries.length === 0;
      const current = isQuiet ? await session.currentEpoch() : entries.at(-1)?.epoch;
      if (current !== epoch) throw new Error("the history in Redis was replaced");
      const isComplete = isQuiet || entries[0]?.offset === after + 1;
      this.#take(epoch, isComplete ? entries : await session.readAll());
    }
  }

  /** Passes on what is new. A hole means that more was written than Redis keeps: then the whole history is new. */
  #take(epoch: string, entries: Entry[]): void {
    const seen = this.#seen?.epoch === epoch ? this.#seen.offset : undefined;
    const fresh = entries.filter(({ offset }) => offset > (seen ?? 0));
    const last = Math.max(seen ?? 0, entries.at(-1)?.offset ?? 0);
    this.#seen = { epoch, offset: last };
    const follows = seen !== undefined && (fresh[0]?.offset ?? seen + 1) === seen + 1;
    if (!follows) this.#listener?.replaced(epoch, entries);
    else if (fresh.length > 0) this.#listener?.appended(fresh);
    this.#echoes.arrived(last);
  }

  #unavailable(reason: string): void {
    this.#session = undefined;
    this.#echoes.giveUp();
    if (this.#stopping.signal.aborted) return;
    const { problem } = this;
    this.#problem = reason;
    this.#metrics.redisUp.set(0);
    this.#metrics.redisErrors.inc({ op: "session" });
    const lost = { "event.action": "redis-lost", "error.message": reason };
    if (problem !== reason) this.#log.error(lost, "Redis is not available");
    if (problem === undefined) this.#listener?.availabilityChanged();
  }
}
