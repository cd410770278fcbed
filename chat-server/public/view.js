import { texts } from "./texts.js";

/** @typedef {import("./session.js").State} State */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** What is told besides the state while nothing can be sent. @type {Record<string, string>} */
const explanations = {
  offline: texts.whenOffline,
  unreachable: texts.whenUnreachable,
  unavailable: texts.whenUnavailable,
};

const notificationMilliseconds = 6000;

/** Everything on the page around the conversation. */
export class View {
  #state = byId("state");
  #notice = byId("notice");
  #version = byId("version");
  /** @type {State} */ #connection = "connecting";
  #store = "";
  /** The release this page came from. */
  #release = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #toast;

  /** @param {string} name */
  constructor(name) {
    byId("user").textContent = name;
    byId("user").title = name;
    byId("reload").addEventListener("click", () => location.reload());
    addEventListener("offline", () => this.#show());
    addEventListener("online", () => this.#show());
    keepAboveKeyboard();
  }

  /** @param {State} state */
  showState(state) {
    this.#connection = state;
    this.#show();
  }

  /** @param {string} version @param {string} store */
  showRelease(version, store) {
    this.#store = store;
    this.#release ||= version;
    const isNew = version !== this.#release;
    this.#version.textContent = version;
    this.#version.classList.toggle("changed", isNew);
    byId("updated").hidden = !isNew;
  }

  /** Many messages come in at once: a screen reader keeps quiet. @param {boolean} isBusy */
  showBusy(isBusy) {
    byId("log").ariaBusy = `${isBusy}`;
  }

  /** @param {boolean} isEmpty */
  showEmpty(isEmpty) {
    byId("empty").hidden = !isEmpty;
  }

  /** Says something for a while. @param {string} text */
  tell(text) {
    const toast = byId("toast");
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(this.#toast);
    this.#toast = setTimeout(() => {
      toast.hidden = true;
    }, notificationMilliseconds);
  }

  #show() {
    const state = this.#shownState();
    this.#state.dataset.state = state;
    this.#state.textContent = texts[state];
    this.#notice.hidden = !(state in explanations);
    this.#notice.textContent = explanations[state] ?? "";
  }

  /** A browser may think that it is offline while the server is in reach: the connection decides. */
  #shownState() {
    const state = this.#connection;
    if (state === "online") return this.#store === "memory" ? "memory" : state;
    return state !== "unavailable" && !navigator.onLine ? "offline" : state;
  }
}

/** The keyboard of a phone covers the page in browsers that do not know `interactive-widget`. */
function keepAboveKeyboard() {
  const visible = window.visualViewport;
  visible?.addEventListener("resize", () => {
    document.body.style.height = `${visible.height * visible.scale}px`;
  });
}
