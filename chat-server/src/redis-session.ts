import type { RedisTarget } from "./config.ts";
import { withDeadline } from "./deadline.ts";
import type { Entry } from "./entry.ts";
import { historyLimit } from "./history.ts";
import { type Message, readMessage } from "./message.ts";
import type { Present } from "./present.ts";
import { createConnection, patienceMilliseconds, type RedisConnection } from "./redis-connection.ts";
import { readEntries, readPresent, readStreams } from "./redis-replies.ts";
import { appendScript, keys, openScript, presenceScript, restoreScript, stateScript } from "./redis-scripts.ts";
import { midLimits } from "./store.ts";

const pollMilliseconds = 1000;
/** Longer than a replica takes to tell it again. */
const presentMilliseconds = 3000;

export type AppendReply = { outcome: "stored" | "duplicate"; offset: number };

/** What this replica has seen of the stream. */
export interface Mark {
  epoch: string;
  offset: number;
}

interface StreamState {
  epoch: string | null;
  /** The epoch whose lost messages were restored into this one. */
  predecessor: string | null;
  last: number;
}

interface Restoring {
  /** For the case that other messages have taken the offsets. */
  proposal: string;
  /** Whether the offsets are those of the stream's epoch. */
  isSameEpoch: boolean;
}

/** Two connections that live and die together: a blocked XREAD would hold up every write behind it. */
export class RedisSession {
  readonly #reader: RedisConnection;
  readonly #writer: RedisConnection;
  #appendSha = "";
  #isClosed = false;
  /** Why the session ended, for the log and for readiness. */
  #reason: Error | undefined;

  constructor(target: RedisTarget) {
    this.#reader = createConnection(target, "chat-reader");
    this.#writer = createConnection(target, "chat-writer", patienceMilliseconds);
    this.#watch(this.#reader);
    this.#watch(this.#writer);
  }

  get reason(): Error | undefined {
    return this.#reason;
  }

  async connect(): Promise<void> {
    const connected = Promise.all([this.#reader.connect(), this.#writer.connect()]);
    await withDeadline("Redis", patienceMilliseconds, connected);
    this.#appendSha = String(await this.#writer.script("LOAD", appendScript));
  }

  /** The epoch that now holds; `legacyTexts` become the first history where there is none yet. */
  async open(proposal: string, seen: Mark | undefined, legacyTexts: string[]): Promise<string> {
    const known = [seen?.epoch ?? "", seen?.offset ?? 0];
    return String(await this.#writer.eval(openScript, 2, keys.stream, keys.epoch, proposal, ...known, ...legacyTexts));
  }

  /** Changes with every start of Redis; empty where this user may not ask. */
  async run(): Promise<string> {
    const facts = await this.#writer.info("server").catch(() => "");
    return /^run_id:(\w+)/m.exec(facts)?.[1] ?? "";
  }

  async state(): Promise<StreamState> {
    const names = [keys.stream, keys.epoch, keys.predecessor];
    const [epoch, predecessor, last] = (await this.#writer.eval(stateScript, 3, ...names)) as [
      string | null,
      string | null,
      number,
    ];
    return { epoch, predecessor, last };
  }

  /** Whether it was done: not where something has changed since the state was read. */
  async restore(tail: Entry[], { epoch, last }: StreamState, { proposal, isSameEpoch }: Restoring): Promise<boolean> {
    const names = [keys.stream, keys.epoch, keys.predecessor, keys.mid];
    const given = [epoch ?? "", last, proposal, isSameEpoch ? 1 : 0, historyLimit, midLimits.seconds];
    const lost = tail.flatMap(({ offset, storedAt, text, uid = "" }) => {
      return [offset, storedAt, text, uid, readMessage(Buffer.from(text), uid)?.mid ?? ""];
    });
    return (await this.#writer.eval(restoreScript, names.length, ...names, ...given, ...lost)) === 1;
  }

  /** The key that all replicas share: the one that is there, else this one. */
  async shareIdentityKey(proposal: string): Promise<string> {
    await this.#writer.setnx(keys.identity, proposal);
    return (await this.#writer.get(keys.identity)) ?? proposal;
  }

  async share(replica: string, { here, typing }: Present): Promise<Present> {
    const typists = typing.flatMap(({ uid, name }) => [uid, name]);
    const given = [presentMilliseconds, replica, here, ...typists];
    return readPresent(await this.#writer.eval(presenceScript, 2, keys.replicas, keys.typing, ...given));
  }

  /** What can be shown of the original server's history, oldest first; nothing once this one has its own. */
  async readLegacyTexts(): Promise<string[]> {
    if (await this.#writer.exists(keys.epoch)) return [];
    if ((await this.#writer.type(keys.list)) !== "list") return [];
    const newestFirst = await this.#writer.lrange(keys.list, 0, historyLimit);
    const texts = newestFirst.flatMap((raw) => readMessage(Buffer.from(raw))?.text ?? []);
    return texts.slice(0, historyLimit).reverse();
  }

  async readAll(): Promise<Entry[]> {
    const newestFirst = await this.#writer.xrevrange(keys.stream, "+", "-", "COUNT", historyLimit);
    return readEntries(newestFirst).reverse();
  }

  /** The entries after `offset`; waits for the first one for a moment, and returns none when nothing came. */
  async readAfter(offset: number): Promise<Entry[]> {
    const { stream } = keys;
    const reply = this.#reader.xread("COUNT", 500, "BLOCK", pollMilliseconds, "STREAMS", stream, `${offset}-0`);
    return readStreams(await withDeadline("Redis", pollMilliseconds + patienceMilliseconds, reply));
  }

  /** Also the sign of life of the writing connection. */
  async currentEpoch(): Promise<string | null> {
    return this.#writer.get(keys.epoch);
  }

  /** All of them in one step; undefined where the caller's view holds no more. */
  async append(messages: Message[], { epoch, offset: seen }: Mark): Promise<AppendReply[] | undefined> {
    const midKeys = messages.map(({ mid }) => (mid === undefined ? "" : `${keys.mid}${epoch}:${mid}`));
    const names = [keys.stream, keys.epoch, keys.mids, ...midKeys];
    const texts = messages.flatMap(({ text, uid = "" }) => [text, uid]);
    const given = [epoch, seen, historyLimit, midLimits.seconds, midLimits.count, ...texts];
    const replies = (await this.#writer.evalsha(this.#appendSha, names.length, ...names, ...given)) as number[];
    if (replies.length === 0) return undefined;
    return replies.map((offset) => ({ outcome: offset < 0 ? "duplicate" : "stored", offset: Math.abs(offset) }));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#reader.disconnect();
    this.#writer.disconnect();
  }

  #watch(connection: RedisConnection): void {
    connection.on("error", (error: Error) => {
      this.#reason ??= error;
    });
    connection.on("close", () => this.close());
  }
}
