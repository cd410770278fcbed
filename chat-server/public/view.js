import { texts } from "./texts.js";

const nearTheEnd = 80;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Everything on the page around the conversation. */
export class View {
  log = byId("log");
  #state = byId("state");
  #notice = byId("notice");
  #newest = byId("newest");
  #version = byId("version");
  /** @type {import("./connection.js").State} */ #connection = "connecting";
  #store = "";
  #wasAtEnd = true;
  /** The release this page came from. */
  #release = "";

  /** @param {string} name */
  constructor(name) {
    byId("user").textContent = name;
    this.#newest.addEventListener("click", () => this.#toEnd());
    this.log.addEventListener("scroll", () => this.#isAtEnd && this.#hideNewest());
  }

  /** @param {import("./connection.js").State} state */
  showState(state) {
    this.#connection = state;
    const isInMemory = state === "online" && this.#store === "memory";
    this.#state.dataset.state = isInMemory ? "memory" : state;
    this.#state.textContent = texts[isInMemory ? "memory" : state];
  }

  /** @param {string} version @param {string} store */
  showRelease(version, store) {
    this.#store = store;
    this.#release ||= version;
    const isNew = version !== this.#release;
    this.#version.textContent = version;
    this.#version.title = isNew ? texts.updated : "";
    this.#version.classList.toggle("changed", isNew);
    this.showState(this.#connection);
  }

  /** @param {boolean} available */
  showAvailability(available) {
    this.#notice.hidden = available;
    this.#notice.textContent = available ? "" : texts.unavailable;
  }

  /** Many messages come in at once: a screen reader keeps quiet, and the place on the page is found once. */
  catchUp() {
    this.#wasAtEnd = this.#isAtEnd;
    this.log.ariaBusy = "true";
  }

  caughtUp() {
    this.log.ariaBusy = "false";
    byId("empty").hidden = this.log.childElementCount > 0;
    if (this.#wasAtEnd) this.#toEnd();
  }

  /** Stays at the end where the reader is at the end, and says so where not. @param {() => void} change @param {boolean} goToEnd */
  keepingPosition(change, goToEnd) {
    if (this.log.ariaBusy === "true") return change();
    const wasAtEnd = this.#isAtEnd;
    change();
    byId("empty").hidden = true;
    if (wasAtEnd || goToEnd) this.#toEnd();
    else this.#newest.hidden = false;
  }

  get #isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < nearTheEnd;
  }

  #toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.#hideNewest();
  }

  #hideNewest() {
    this.#newest.hidden = true;
  }
}
