import { now } from "./clock.js";
import { part } from "./item.js";
import { texts } from "./texts.js";

/** @typedef {import("./session.js").Message} Message */

/**
 * What the user can do where a message did not simply arrive.
 * @typedef {{ again: (mid: string) => void, discard: (mid: string) => void, edit: (text: string) => void }} Choices
 */

/** Own messages on their way: each says what became of it, and offers what can be done where that is the user's to say. */
export class Unsent {
  #log;
  #choices;
  #isOnline = false;
  /** As they were typed, which is not always as they are shown. @type {WeakMap<HTMLElement, string>} */ #texts =
    new WeakMap();
  #template = /** @type {HTMLTemplateElement} */ (document.getElementById("fate"));

  /** @param {import("./log.js").Log} log @param {Choices} choices */
  constructor(log, choices) {
    this.#log = log;
    this.#choices = choices;
    document.getElementById("log")?.addEventListener("click", ({ target }) => {
      const { act } = /** @type {HTMLElement} */ (target).dataset;
      const mid =
        act && /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (target).closest(".message")).dataset.mid;
      if (mid) this.#act(act, mid);
    });
  }

  /** @param {Message} message @param {number} [at] */
  show(message, at = now()) {
    const item = this.#log.addPending(message, at);
    this.#texts.set(item, message.text);
    part(item, "bubble").append(document.importNode(this.#template.content, true));
    this.#tell(item, this.#isOnline ? "sending" : "waiting");
  }

  /** @param {boolean} isOnline */
  showOnline(isOnline) {
    this.#isOnline = isOnline;
    for (const item of this.#log.allPending) {
      if (!item.dataset.fate) this.#tell(item, isOnline ? "sending" : "waiting");
    }
  }

  /** @param {string} mid @param {"stored" | "refused" | "doubtful"} outcome */
  settle(mid, outcome) {
    const item = this.#log.pending(mid);
    if (outcome === "stored") this.#log.settled(mid);
    else if (item) this.#decide(item, outcome);
  }

  /** @param {HTMLElement} item @param {"refused" | "doubtful"} fate */
  #decide(item, fate) {
    item.dataset.fate = fate;
    this.#tell(item, fate);
  }

  /** @param {HTMLElement} item @param {"sending" | "waiting" | "refused" | "doubtful"} fate */
  #tell(item, fate) {
    part(item, "fate").textContent = texts[fate];
    part(item, "acts").hidden = fate === "sending" || fate === "waiting";
    part(item, "again").hidden = fate !== "doubtful";
    part(item, "edit").hidden = fate !== "refused";
  }

  /** @param {string | undefined} act @param {string} mid */
  #act(act, mid) {
    const item = this.#log.pending(mid);
    if (!item) return;
    if (act === "again") {
      delete item.dataset.fate;
      this.showOnline(this.#isOnline);
      this.#choices.again(mid);
      return;
    }
    if (act === "edit") this.#choices.edit(this.#texts.get(item) ?? "");
    this.#choices.discard(mid);
    this.#log.settled(mid);
  }
}
