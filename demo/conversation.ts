import { randomBytes } from "node:crypto";
import { Failure } from "../lib/errors.ts";
import { ChatClient } from "./chat-client.ts";
import { compareDelivery, type Delivery, describeDelivery, isComplete } from "./delivery.ts";
import { until } from "./until.ts";

/** Slow enough for the server's history, which holds 1000 messages, to hold a whole run. */
const unhurriedMs = 300;
const historyLength = 1000;

export interface Checked extends Delivery {
  /** The longest time that one of them was cut off since the last check. */
  gapMs: number;
}

/** Enough for each to have heard the other. */
const fewMessages = 10;

/** People who talk without a pause until they leave. */
export class Conversation {
  readonly #clients: ChatClient[];
  readonly address: string;
  readonly #pauseMs: number;
  readonly #run = `demo-${randomBytes(4).toString("hex")}`;
  #talking: NodeJS.Timeout | undefined;

  constructor(address: string, names: string[], pauseMs = unhurriedMs) {
    this.address = address;
    this.#pauseMs = pauseMs;
    this.#clients = names.map((name) => new ChatClient({ name, address, run: this.#run }));
  }

  async begin(): Promise<void> {
    await until("everyone is in the room", () => this.#clients.every(({ isReady }) => isReady));
    this.#talking = setInterval(() => {
      for (const client of this.#clients) client.say(`${client.name} ${client.sent.length + 1}`);
    }, this.#pauseMs);
    await until("both have written", () => this.#clients.every(({ received }) => received.length >= fewMessages));
  }

  /** Waits until everyone has read all that was said so far. Throws where that is not so, or not right. */
  async check(): Promise<Checked> {
    const sent = this.#clients.flatMap((client) => client.sent);
    const count = () => this.#count(sent);
    await until("everything that was said has arrived", () => count().lost === 0).catch(() => {});
    const checked = count();
    for (const client of this.#clients) client.longestGapMs = 0;
    if (isComplete(checked)) return checked;
    throw new Failure("bug", `messages went wrong: ${describeDelivery(checked)}`);
  }

  /** Ends the talk and counts everything, with `/messages` as the third reader, which was never connected. */
  async end(): Promise<Checked> {
    clearInterval(this.#talking);
    await until("the last message is stored", () => this.#clients.every(({ isSettled }) => isSettled));
    const checked = await this.check();
    await this.#compareWithHistory();
    return checked;
  }

  leave(): void {
    clearInterval(this.#talking);
    for (const client of this.#clients) client.leave();
  }

  #count(sent: string[]): Checked {
    const clients = this.#clients;
    return {
      ...compareDelivery(
        sent,
        clients.map(({ received }) => received),
      ),
      gapMs: Math.max(...clients.map(({ longestGapMs }) => longestGapMs)),
    };
  }

  async #compareWithHistory(): Promise<void> {
    const response = await fetch(new URL("/messages", this.address));
    const newestFirst = (await response.json()) as { mid?: string }[];
    const stored = newestFirst.flatMap(({ mid }) => (mid?.startsWith(`${this.#run}-`) ? [mid] : [])).reverse();
    const read = this.#clients[0]?.received ?? [];
    const expected = newestFirst.length < historyLength ? read : read.slice(-stored.length);
    if (stored.join() === expected.join()) return;
    throw new Failure("bug", `/messages has ${stored.length} messages, and not those that the clients read`);
  }
}
