import { newSince, now } from "./clock.js";
import { counted, texts } from "./texts.js";

/**
 * How far the reader has read, by the server's clock: the newest message seen, and when the page was last looked at.
 * @typedef {{ at: number, left: number }} Seen
 */

const writeMilliseconds = 1000;
const mostOnIcon = 9;

const icon = /** @type {HTMLLinkElement} */ (document.querySelector("link[rel=icon]"));
export const title = document.title;

/** Whether the reader looks at the page. */
export const isAttended = () => document.visibilityState === "visible" && document.hasFocus();

/** What was not read yet: counted in the title, on the icon and on the button to the end, and marked by a line. */
export class Attention {
  #log;
  #database;
  /** @type {Seen} */ #seen;
  #newest = 0;
  #isCaughtUp = false;
  #unread = 0;
  #isAtEnd = true;
  #writtenAt = 0;
  #button = /** @type {HTMLElement} */ (document.getElementById("newest"));
  #scroller = /** @type {HTMLElement} */ (document.getElementById("log"));

  /**
   * @param {import("./log.js").Log} log @param {import("./database.js").Database} database
   * @param {Seen | undefined} seen undefined: the reader was never here, and nothing is new since then
   */
  constructor(log, database, seen) {
    this.#log = log;
    this.#database = database;
    this.#seen = seen ?? { at: Number.POSITIVE_INFINITY, left: 0 };
    this.#button.addEventListener("click", () => this.toEnd());
    const observer = new IntersectionObserver(([end]) => this.#scrolled(end?.isIntersecting === true), {
      root: this.#scroller,
      rootMargin: "80px",
    });
    observer.observe(/** @type {Element} */ (document.getElementById("end")));
    for (const event of ["visibilitychange", "focus", "blur"]) {
      (event === "visibilitychange" ? document : window).addEventListener(event, () => this.#look());
    }
  }

  /** Called before the message is added. @param {import("./session.js").Received} message @param {boolean} isReplay */
  received({ at, isMine }, isReplay) {
    // Servers of earlier releases do not say when a message was stored.
    const moment = at ?? (isReplay ? 0 : now());
    this.#newest = Math.max(this.#newest, moment);
    if (isMine || moment <= this.#seen.at) return;
    if (!isReplay && this.#reads()) return this.#read();
    if (this.#unread++ === 0) this.#log.markNew(newSince(this.#seen.left));
    this.#show();
  }

  /** Everything is about to come anew, and to be counted anew. */
  startOver() {
    this.#unread = 0;
    this.#show();
  }

  caughtUp() {
    this.#isCaughtUp = true;
    this.#look();
  }

  /** The list is laid out from its end: there it stays by itself, however it grows. */
  toEnd() {
    if (!this.#isAtEnd) this.#scroller.scrollTo({ top: 0 });
  }

  #reads() {
    return this.#isAtEnd && isAttended();
  }

  /** @param {boolean} isAtEnd */
  #scrolled(isAtEnd) {
    this.#isAtEnd = isAtEnd;
    this.#look();
    this.#show();
  }

  #look() {
    if (!this.#isCaughtUp) return;
    if (this.#reads()) this.#read();
    else this.#write();
  }

  #read() {
    this.#unread = 0;
    this.#seen = { at: this.#newest, left: now() };
    if (Date.now() - this.#writtenAt > writeMilliseconds) this.#write();
    this.#show();
  }

  #write() {
    this.#writtenAt = Date.now();
    const seen = this.#seen;
    if (Number.isFinite(seen.at)) this.#database.change((_, facts) => facts.put(seen, "seen"), "relaxed");
  }

  #show() {
    const n = this.#unread;
    document.title = n > 0 ? `(${n}) ${title}` : title;
    const path = n > 0 ? `/icon-${n > mostOnIcon ? "more" : n}.svg` : "/icon.svg";
    if (icon.getAttribute("href") !== path) icon.href = path;
    this.#button.hidden = this.#isAtEnd;
    this.#button.textContent = n > 0 ? counted(texts.newest, n) : texts.toEnd;
  }
}
