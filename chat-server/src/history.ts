import type { Entry } from "./entry.ts";
import { formatId, parseId } from "./message-id.ts";
import { plainText, tellingText } from "./protocol.ts";
import { Tape } from "./tape.ts";

export const historyLimit = 1000;

/**
 * What a client that names its last id is to be sent: everything after an offset. `ahead`: it has seen more than this
 * replica has read so far.
 */
export type Resumption = { outcome: "recovered" | "lost"; after: number } | { outcome: "ahead" };

/** How a client is told: the bare text, or with the message's id. */
export type Telling = "plain" | "telling";

/** Frames ready to be written, and how many messages they hold. */
export interface Batch {
  frames: Buffer;
  count: number;
}

/** The last messages, kept in memory so that neither `/messages` nor a resuming client costs a question to Redis. */
export class History {
  #epoch: string | undefined;
  #entries: Entry[] = [];
  #last = 0;
  #json: Buffer | undefined;
  #tapes = { plain: new Tape(), telling: new Tape() };
  /** What was asked for last: nearly all clients are at the same place. */
  #batches: Partial<Record<Telling, Batch & { after: number }>> = {};

  /** Offsets of different epochs cannot be compared; undefined until the store was read once. */
  get epoch(): string | undefined {
    return this.#epoch;
  }

  /** The offset of the newest message, 0 where there is none. */
  get last(): number {
    return this.#last;
  }

  get lastId(): string {
    return this.idOf(this.#last);
  }

  /** Oldest first. */
  get entries(): Entry[] {
    return this.#entries;
  }

  idOf(offset: number): string {
    return formatId({ offset, epoch: this.#epoch ?? "" });
  }

  replace(epoch: string, entries: Entry[]): void {
    this.#epoch = epoch;
    this.#entries = [];
    this.#last = 0;
    this.#tapes = { plain: new Tape(), telling: new Tape() };
    this.append(entries.slice(-historyLimit));
  }

  append(entries: Entry[]): void {
    const { plain, telling } = this.#tapes;
    for (const entry of entries) {
      plain.append(plainText(entry));
      telling.append(tellingText(entry, this.idOf(entry.offset)));
    }
    plain.keep(historyLimit);
    telling.keep(historyLimit);
    this.#entries.push(...entries);
    if (this.#entries.length > historyLimit) this.#entries.splice(0, this.#entries.length - historyLimit);
    this.#last = this.#entries.at(-1)?.offset ?? this.#last;
    this.#json = undefined;
    this.#batches = {};
  }

  /** The messages after `offset`, as frames that all who ask share. */
  batchAfter(offset: number, telling: Telling): Batch {
    const known = this.#batches[telling];
    if (known?.after === offset) return known;
    const index = this.#entries.findLastIndex((entry) => entry.offset <= offset) + 1;
    const batch = { after: offset, frames: this.#tapes[telling].from(index), count: this.#entries.length - index };
    this.#batches[telling] = batch;
    return batch;
  }

  /** Everything after `id`, or, where something between may be missing, the whole history and the word that it is so. */
  since(id: string): Resumption {
    const seen = parseId(id);
    if (seen === undefined || seen.epoch !== this.#epoch) return { outcome: "lost", after: 0 };
    if (seen.offset > this.#last) return { outcome: "ahead" };
    const oldest = this.#entries[0]?.offset ?? 1;
    if (seen.offset < oldest - 1) return { outcome: "lost", after: 0 };
    return { outcome: "recovered", after: seen.offset };
  }

  /** The body of `/messages`: a JSON array, newest first. */
  json(): Buffer {
    this.#json ??= Buffer.from(`[${this.#entries.map((entry) => entry.text).reverse()}]`);
    return this.#json;
  }
}
