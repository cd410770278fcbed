import { filled, texts } from "./texts.js";

/** @typedef {import("./item.js").Quoted} Quoted */
/** @typedef {{ text: string, quoted: Quoted | undefined }} Kept */

/** What is written and not sent, and what it answers; kept with every key. */
export class Draft {
  /** The message that this one answers. @type {Quoted | undefined} */ quoted;
  #database;
  #text;
  /** Several pages of one browser share the place where it is kept. */
  #others = new BroadcastChannel("draft");
  #bar = /** @type {HTMLElement} */ (document.getElementById("answered"));
  #name = /** @type {HTMLElement} */ (document.getElementById("answered-name"));
  #quote = /** @type {HTMLElement} */ (document.getElementById("answered-text"));

  /** @param {import("./database.js").Database} database @param {HTMLTextAreaElement} text */
  constructor(database, text) {
    this.#database = database;
    this.#text = text;
    this.#others.addEventListener("message", () => this.#text.value && this.write());
  }

  /** @param {Kept | undefined} kept */
  restore(kept) {
    if (!kept) return;
    this.#text.value = kept.text;
    this.reply(kept.quoted);
  }

  write() {
    const kept = { text: this.#text.value, quoted: this.quoted };
    this.#database.change((_, facts) => facts.put(kept, "draft"), "relaxed");
  }

  /** The outbox has it, and takes it away from here. */
  sent() {
    this.#text.value = "";
    this.reply(undefined);
  }

  /** What was kept is gone: another page in which something is written keeps that again. */
  taken() {
    this.#others.postMessage("taken");
  }

  /** @param {Quoted | undefined} quoted */
  reply(quoted) {
    this.quoted = quoted;
    this.#bar.hidden = quoted === undefined;
    this.#name.textContent = quoted ? filled(texts.replyTo, { name: quoted.title }) : "";
    this.#quote.textContent = quoted?.text ?? "";
  }
}
