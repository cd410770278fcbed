import { dayKey } from "./clock.js";
import { createItem, plain, quoteOf } from "./item.js";
import { createDay, createLine, renameDays } from "./lines.js";
import { mostMessages } from "./session.js";

/** @typedef {import("./session.js").Received} Received */
/** @typedef {import("./session.js").Message} Message */

const hiddenMilliseconds = 250;
const busyMilliseconds = 100;

/**
 * The conversation on the page. It changes once per frame, however much comes in, and less often while a history comes: to
 * draw it costs more than all else. It asks for no measures.
 */
export class Log {
  #list;
  /** Own messages that are not known to be stored. @type {Map<string, HTMLElement>} */ #pending = new Map();
  /** @type {Map<string, HTMLElement>} */ #byMid = new Map();
  /** @type {{ uid: string, day: string }} */ #last = { uid: "", day: "" };
  #fresh = document.createDocumentFragment();
  /** @type {Element[]} */ #gone = [];
  #startsOver = false;
  #isScheduled = false;
  #isBusy = false;
  #stored = 0;
  #changed;

  /** @param {HTMLElement} list @param {() => void} changed */
  constructor(list, changed) {
    this.#list = list;
    this.#changed = changed;
    document.addEventListener("visibilitychange", () => this.#flush());
  }

  get isEmpty() {
    return this.#list.childElementCount === 0;
  }

  /** @param {string} mid */
  find(mid) {
    return this.#byMid.get(mid);
  }

  /** Forgets what was stored; what is still to be sent stays. */
  clear() {
    this.#startsOver = true;
    this.#fresh.replaceChildren();
    this.#stored = 0;
    this.#byMid.clear();
    this.#last = { uid: "", day: "" };
    this.#schedule();
  }

  /** A message that is stored takes its place in the order that all clients see. @param {Received} received */
  add({ uid, isMine, isVerified, at, data }) {
    const sentAt = Date.parse(plain(data.date));
    const moment = at ?? (Number.isNaN(sentAt) ? undefined : sentAt);
    const day = moment === undefined ? this.#last.day : dayKey(moment);
    const isNewDay = moment !== undefined && day !== this.#last.day;
    const author = `${isVerified} ${uid}`;
    const startsGroup = isNewDay || author !== this.#last.uid;
    this.#last = { uid: author, day };
    if (isNewDay) this.#fresh.append(createDay(moment));
    const item = createItem({ uid, isMine, isVerified, startsGroup, at: moment, data }, this.#quotedBy(data));
    this.#fresh.append(item);
    this.#stored++;
    if (item.dataset.mid) this.#byMid.set(item.dataset.mid, item);
    this.settled(data.mid);
    this.#schedule();
  }

  /** @param {string} text */
  markNew(text) {
    this.unmarkNew();
    this.#fresh.append(createLine("since", text));
    this.#last.uid = "";
  }

  unmarkNew() {
    for (const place of [this.#list, this.#fresh]) place.querySelector(".since")?.remove();
  }

  /** Shows a message at once, below everything that is stored. @param {Message} message @param {number} at */
  addPending(message, at) {
    const shown = { uid: message.uid, isMine: true, isVerified: true, startsGroup: true, at, data: message };
    const item = createItem(shown, this.#quotedBy(message));
    item.classList.add("pending");
    this.#pending.set(message.mid, item);
    this.#list.append(item);
    this.#changed();
    return item;
  }

  get allPending() {
    return this.#pending.values();
  }

  /** @param {string | undefined} mid */
  pending(mid) {
    return mid === undefined ? undefined : this.#pending.get(mid);
  }

  /** It is stored, and stands elsewhere, or is given up. @param {string | undefined} mid */
  settled(mid) {
    const item = this.pending(mid);
    if (!mid || !item) return;
    this.#pending.delete(mid);
    this.#gone.push(item);
    this.#schedule();
  }

  /** Whether a history is coming. @param {boolean} isBusy */
  setBusy(isBusy) {
    this.#isBusy = isBusy;
    if (!isBusy) this.#flush();
  }

  /** @param {Partial<Message>} message */
  #quotedBy({ re }) {
    if (typeof re !== "string") return undefined;
    const item = this.#byMid.get(re);
    return item ? quoteOf(item) : "gone";
  }

  /** Frames do not come to a page in the background. */
  #schedule() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    if (document.hidden) setTimeout(() => this.#flush(), hiddenMilliseconds);
    else if (this.#isBusy) setTimeout(() => this.#flush(), busyMilliseconds);
    else requestAnimationFrame(() => this.#flush());
  }

  #flush() {
    this.#isScheduled = false;
    for (const item of this.#gone.splice(0)) item.remove();
    const [firstPending] = this.#pending.values();
    if (this.#startsOver) this.#list.replaceChildren(this.#fresh, ...this.#pending.values());
    else this.#list.insertBefore(this.#fresh, firstPending ?? null);
    this.#startsOver = false;
    while (this.#stored > mostMessages) this.#forgetOldest();
    renameDays(this.#list);
    this.#changed();
  }

  #forgetOldest() {
    const oldest = /** @type {HTMLElement} */ (this.#list.firstElementChild);
    const { mid } = oldest.dataset;
    if (mid && this.#byMid.get(mid) === oldest) this.#byMid.delete(mid);
    if (oldest.classList.contains("message")) this.#stored--;
    oldest.remove();
  }
}
