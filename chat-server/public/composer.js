import { now } from "./clock.js";
import { Draft } from "./draft.js";
import { counted, texts } from "./texts.js";

const mostBytes = 512;
const worthTelling = 80;
/** Letters: beyond, nobody cares how many exactly are too many. */
const worthCounting = 4 * mostBytes;

/** @typedef {import("./session.js").Message} Message */

const bytesOf = /** @param {object} value */ (value) => new TextEncoder().encode(JSON.stringify(value)).length;

/** What a reader takes for one character. @param {string} text */
const charactersOf = (text) => [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);

/** The line at the bottom: Enter sends, Shift+Enter begins a new line. */
export class Composer {
  #text = /** @type {HTMLTextAreaElement} */ (document.getElementById("text"));
  #room = /** @type {HTMLElement} */ (document.getElementById("room"));
  #user;
  #listener;
  #draft;

  /**
   * @param {import("./user.js").User} user @param {import("./database.js").Database} database
   * @param {{ send: (message: Message) => Promise<void>, typing: () => void }} listener
   */
  constructor(user, database, listener) {
    this.#user = user;
    this.#listener = listener;
    this.#draft = new Draft(database, this.#text);
    document.getElementById("composer")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#text.addEventListener("keydown", (event) => this.#pressed(event));
    this.#text.addEventListener("input", () => {
      this.#changed();
      if (this.#text.value.trim()) listener.typing();
    });
    document.getElementById("cancel-reply")?.addEventListener("click", () => this.reply(undefined));
  }

  /** Brings back what was not sent. @param {import("./draft.js").Kept | undefined} kept */
  restore(kept) {
    this.#draft.restore(kept);
    this.#showRoom();
  }

  get isEmpty() {
    return this.#text.value.trim() === "";
  }

  /** @param {import("./item.js").Quoted | undefined} quoted */
  reply(quoted) {
    this.#draft.reply(quoted);
    this.#changed();
    this.#text.focus();
  }

  /** Puts a text back, before what is written there. @param {string} text */
  edit(text) {
    this.#text.value = [text, this.#text.value].filter(Boolean).join("\n");
    this.#changed();
    this.#text.focus();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === "Escape") this.reply(undefined);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const message = this.#message(this.#text.value.trim());
    if (message.text && bytesOf(message) <= mostBytes) {
      this.#draft.sent();
      this.#listener.send(message).then(() => this.#draft.taken());
    }
    this.#showRoom();
    this.#text.focus();
  }

  #changed() {
    this.#draft.write();
    this.#showRoom();
  }

  /** @param {string} text @returns {Message} */
  #message(text) {
    const { name, id } = this.#user;
    const re = this.#draft.quoted?.mid;
    return { text, uid: id, date: new Date(now()).toISOString(), title: name, mid: createMid(), ...(re && { re }) };
  }

  #showRoom() {
    const text = this.#text.value.trim();
    const left = mostBytes - bytesOf(this.#message(text));
    const tooMany = left < 0 ? this.#tooMany(text) : 0;
    const told = left < worthTelling ? counted(texts.left, left) : "";
    this.#room.textContent = tooMany > 0 ? counted(texts.tooLong, tooMany) : told;
    this.#room.classList.toggle("over", tooMany > 0);
    this.#text.ariaInvalid = `${tooMany > 0}`;
  }

  /** How many characters at the end must go: some take more room than others. @param {string} text */
  #tooMany(text) {
    // Somebody may paste a whole book: what cannot fit anyway is not looked at letter by letter.
    const characters = charactersOf(text.slice(0, worthCounting));
    let [fits, tooLong] = [0, characters.length];
    while (tooLong - fits > 1) {
      const middle = Math.floor((fits + tooLong) / 2);
      const isShort = bytesOf(this.#message(characters.slice(0, middle).join("").trim())) <= mostBytes;
      [fits, tooLong] = isShort ? [middle, tooLong] : [fits, middle];
    }
    return characters.length - fits + Math.max(0, text.length - worthCounting);
  }
}

/** Always as long, so that the room is what it is said to be. Not crypto.randomUUID: browsers offer that on https only. */
const createMid = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36).padStart(7, "0")).join("");
