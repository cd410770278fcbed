import { shownName } from "./names.js";
import { counted, filled, language, texts } from "./texts.js";

/** @typedef {{ uid: string, name: string }} Typist */
/** @typedef {{ here: number, typing: Typist[] }} Present */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const list = new Intl.ListFormat(language);

/** @param {Typist[]} typists */
function told(typists) {
  if (typists.length > 2) return texts.manyTyping;
  const names = list.format(typists.map(({ name }) => shownName(name)));
  return filled(typists.length === 1 ? texts.typing : texts.twoTyping, { names });
}

/** How many are connected, and who writes. Not for a screen reader to read out: it would do nothing else. */
export class Presence {
  #here = byId("here");
  #typing = byId("typing");
  /** @type {Typist[]} */ #typists = [];

  /** @param {Present} present @param {string | undefined} ownUid */
  show({ here, typing }, ownUid) {
    this.#here.textContent = here > 0 ? counted(texts.here, here) : "";
    this.#showTyping(typing.filter(({ uid }) => uid !== ownUid));
  }

  /** Whoever has sent a message no longer writes it. @param {string} uid */
  sent(uid) {
    this.#showTyping(this.#typists.filter((typist) => typist.uid !== uid));
  }

  /** @param {Typist[]} typists */
  #showTyping(typists) {
    this.#typists = typists;
    this.#typing.textContent = typists.length > 0 ? told(typists) : "";
  }
}
