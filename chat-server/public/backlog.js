import { Turns } from "./turns.js";

/**
 * What stands in the conversation, drawn or not yet. `item`: what it was drawn as.
 * @typedef {{ kind: "message" | "day" | "since", draw: () => HTMLElement, data: Partial<import("./session.js").Message>, item?: HTMLElement }} Entry
 */

/** More than a screen of them: what a reader sees at once. */
const mostAtOnce = 40;

/**
 * Draws what has come, the newest first: a thousand messages take a phone a while, and nobody waits for those far above. So
 * nothing moves, either, for the conversation is laid out from its end.
 */
export class Backlog {
  #list;
  /** The oldest first. @type {Entry[]} */ #waiting = [];
  /** What is drawn next goes before it. @type {Element | undefined} */ #edge;
  #turns = new Turns(() => this.#drawOne());

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list;
  }

  /** Draws what is seen, at the end or before `next`; the rest follows. @param {Entry[]} entries @param {Element | null} next */
  add(entries, next) {
    const later = entries.slice(0, -mostAtOnce);
    if (later.length > 0) this.complete();
    const fresh = document.createDocumentFragment();
    fresh.append(...entries.slice(-mostAtOnce).map(drawn));
    if (later.length > 0) this.#edge = fresh.firstElementChild ?? undefined;
    this.#list.insertBefore(fresh, next);
    this.#waiting.push(...later);
    for (const _ of later) this.#turns.add(undefined);
  }

  /** Everything at once, for whoever looks for something in it. */
  complete() {
    while (this.#waiting.length > 0) this.#drawOne();
  }

  clear() {
    this.#waiting = [];
  }

  /** The oldest of all, which is not drawn any more; undefined if it is. */
  takeOldest() {
    return this.#list.firstElementChild === this.#edge ? this.#waiting.shift() : undefined;
  }

  #drawOne() {
    const entry = this.#waiting.pop();
    if (!entry) return;
    const item = drawn(entry);
    this.#edge?.before(item);
    this.#edge = item;
  }
}

/** @param {Entry} entry */
function drawn(entry) {
  entry.item = entry.draw();
  return entry.item;
}
