import { isAttended, title } from "./attention.js";
import { plain } from "./item.js";
import { shownName } from "./names.js";
import { store, stored } from "./storage.js";
import { texts } from "./texts.js";

const key = "chat-notifications";
const icon = "/icon.svg";

/** Tells of new messages while the page is in the background, if the user asked for it. */
export class Notifications {
  #button = /** @type {HTMLElement} */ (document.getElementById("notify"));
  #notify;

  /** @param {(text: string) => void} notify how the page itself tells something */
  constructor(notify) {
    this.#notify = notify;
    // Browsers offer them on https only.
    this.#button.hidden = !("Notification" in window) || !isSecureContext;
    this.#button.addEventListener("click", () => this.#toggle());
    this.#show();
  }

  /** @param {import("./session.js").Received} message */
  tell({ data, isMine }) {
    if (isMine || isAttended() || !this.#isOn) return;
    const body = plain(data.text);
    const shown = new Notification(shownName(plain(data.title)), { body, icon, tag: "chat" });
    shown.addEventListener("click", () => {
      window.focus();
      shown.close();
    });
  }

  get #isOn() {
    return stored(key) === "on" && "Notification" in window && Notification.permission === "granted";
  }

  async #toggle() {
    if (this.#isOn) store(key, undefined);
    else if (await this.#isAllowed()) store(key, "on");
    this.#show();
  }

  async #isAllowed() {
    const isGranted = (await Notification.requestPermission()) === "granted";
    const works = isGranted && canNotify();
    this.#notify(works ? texts.notified : texts.denied);
    return works;
  }

  #show() {
    this.#button.ariaPressed = `${this.#isOn}`;
  }
}

/** Browsers on phones know notifications, but not those of a page. */
function canNotify() {
  try {
    new Notification(title, { body: texts.notified, icon, tag: "chat", silent: true });
    return true;
  } catch {
    return false;
  }
}
