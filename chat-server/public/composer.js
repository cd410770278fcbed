import { texts } from "./texts.js";

const mostBytes = 512;
const worthTelling = 80;

/** @typedef {import("./connection.js").Message} Message */

const bytesOf = /** @param {object} value */ (value) => new TextEncoder().encode(JSON.stringify(value)).length;

/** The line at the bottom: Enter sends, Shift+Enter begins a new line. */
export class Composer {
  #form = /** @type {HTMLFormElement} */ (document.getElementById("composer"));
  #text = /** @type {HTMLTextAreaElement} */ (document.getElementById("text"));
  #room = /** @type {HTMLElement} */ (document.getElementById("room"));
  #user;
  #send;

  /** @param {import("./user.js").User} user @param {(message: Message) => void} send */
  constructor(user, send) {
    this.#user = user;
    this.#send = send;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    this.#text.addEventListener("input", () => this.#showRoom());
    this.#text.focus();
  }

  #submit() {
    const message = this.#message();
    if (message.text && bytesOf(message) <= mostBytes) {
      this.#text.value = "";
      this.#send(message);
    }
    this.#showRoom();
    this.#text.focus();
  }

  /** @returns {Message} */
  #message() {
    const { name, id } = this.#user;
    const date = new Date().toISOString();
    return { text: this.#text.value.trim(), uid: id, date, title: name, mid: createMid() };
  }

  #showRoom() {
    const left = mostBytes - bytesOf(this.#message());
    this.#room.textContent =
      left < worthTelling ? (left < 0 ? texts.tooLong : texts.left).replace("{n}", `${Math.abs(left)}`) : "";
    this.#room.classList.toggle("over", left < 0);
    this.#text.ariaInvalid = `${left < 0}`;
  }
}

/** Not crypto.randomUUID: browsers offer that on https only. */
const createMid = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
