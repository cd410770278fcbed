import { Backlog } from "./backlog.js";
import { dayKey } from "./clock.js";
import { createItem, plain, quoteFrom } from "./item.js";
import { createDay, createLine, renameDays } from "./lines.js";
import { mostMessages } from "./session.js";

/** @typedef {import("./session.js").Received} Received */
/** @typedef {import("./session.js").Message} Message */
/** @typedef {import("./backlog.js").Entry} Entry */

const hiddenMilliseconds = 250;

/**
 * The conversation on the page. It changes once per frame, however much comes in, and once for a history: to draw costs more
 * than all else. It asks for no measures.
 */
export class Log {
  #list;
  #backlog;
  /** Own messages that are not known to be stored. @type {Map<string, HTMLElement>} */ #pending = new Map();
  /** @type {Map<string, Entry>} */ #byMid = new Map();
  /** @type {{ uid: string, day: string }} */ #last = { uid: "", day: "" };
  /** What came since it changed last. @type {Entry[]} */ #fresh = [];
  /** @type {Element[]} */ #gone = [];
  #startsOver = false;
  #isScheduled = false;
  #isBusy = false;
  #stored = 0;
  #changed;

  /** @param {HTMLElement} list @param {() => void} changed */
  constructor(list, changed) {
    this.#list = list;
    this.#backlog = new Backlog(list);
    this.#changed = changed;
    document.addEventListener("visibilitychange", () => this.#flush());
  }

  get isEmpty() {
    return this.#list.childElementCount === 0;
  }

  /** @param {string} mid */
  find(mid) {
    this.complete();
    return this.#byMid.get(mid)?.item;
  }

  /** Has everything on the page at once. */
  complete() {
    this.#backlog.complete();
  }

  /** Forgets what was stored; what is still to be sent stays. */
  clear() {
    this.#startsOver = true;
    this.#fresh = [];
    this.#backlog.clear();
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
    if (isNewDay) this.#fresh.push({ kind: "day", draw: () => createDay(moment), data: {} });
    const quoted = this.#quotedBy(data);
    const shown = { uid, isMine, isVerified, startsGroup, at: moment, data };
    /** @type {Entry} */
    const entry = { kind: "message", draw: () => createItem(shown, quoted), data };
    this.#fresh.push(entry);
    this.#stored++;
    if (typeof data.mid === "string") this.#byMid.set(data.mid, entry);
    this.settled(data.mid);
    this.#schedule();
  }

  /** @param {string} text */
  markNew(text) {
    this.unmarkNew();
    this.#fresh.push({ kind: "since", draw: () => createLine("since", text), data: {} });
    this.#last.uid = "";
  }

  unmarkNew() {
    this.complete();
    this.#list.querySelector(".since")?.remove();
    this.#fresh = this.#fresh.filter(({ kind }) => kind !== "since");
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

  /** Whether a history is coming, which is shown when all of it is there. @param {boolean} isBusy */
  setBusy(isBusy) {
    this.#isBusy = isBusy;
    this.#schedule();
  }

  /** @param {Partial<Message>} message */
  #quotedBy({ re }) {
    if (typeof re !== "string") return undefined;
    const entry = this.#byMid.get(re);
    return entry ? quoteFrom(entry.data) : "gone";
  }

  /** Frames do not come to a page in the background. */
  #schedule() {
    if (this.#isScheduled || this.#isBusy) return;
    this.#isScheduled = true;
    if (document.hidden) setTimeout(() => this.#flush(), hiddenMilliseconds);
    else requestAnimationFrame(() => this.#flush());
  }

  #flush() {
    this.#isScheduled = false;
    if (this.#isBusy) return;
    for (const item of this.#gone.splice(0)) item.remove();
    if (this.#startsOver) this.#list.replaceChildren(...this.#pending.values());
    this.#startsOver = false;
    const [firstPending] = this.#pending.values();
    this.#backlog.add(this.#fresh.splice(0), firstPending ?? null);
    while (this.#stored > mostMessages) this.#forgetOldest();
    renameDays(this.#list);
    this.#changed();
  }

  #forgetOldest() {
    const entry = this.#backlog.takeOldest();
    const oldest = /** @type {HTMLElement} */ (entry ? undefined : this.#list.firstElementChild);
    const mid = entry?.data.mid ?? oldest?.dataset.mid;
    const known = this.#byMid.get(mid ?? "");
    if (mid && known && (known === entry || known.item === oldest)) this.#byMid.delete(mid);
    if (entry?.kind === "message" || oldest?.classList.contains("message")) this.#stored--;
    oldest?.remove();
  }
}
