import { language, texts } from "./texts.js";

/** @typedef {Partial<import("./connection.js").Message>} Message */

const mostMessages = 1000;
const hues = 6;

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
const precise = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "medium" });

/** Text as the page shows it: whatever clients sent, it is never markup. @param {unknown} value */
const shown = (value) => (typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value));

/** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {string} className @param {string} [text] */
function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** The conversation on the page. */
export class Log {
  #list;
  #uid;
  /** Own messages that are not known to be stored. @type {Map<string, HTMLElement>} */ #pending = new Map();
  /** @type {{ uid: string, day: string }} */ #last = { uid: "", day: "" };

  /** @param {HTMLElement} list @param {string} uid */
  constructor(list, uid) {
    this.#list = list;
    this.#uid = uid;
  }

  /** Forgets what was stored; what is still to be sent stays. */
  clear() {
    this.#last = { uid: "", day: "" };
    this.#list.replaceChildren(...this.#pending.values());
  }

  /** A message that is stored takes its place in the order that all clients see. @param {Message} message */
  add(message) {
    this.settle(message.mid, "stored");
    const [firstPending] = this.#pending.values();
    for (const item of this.#itemsOf(message)) this.#list.insertBefore(item, firstPending ?? null);
    while (this.#list.childElementCount > mostMessages) this.#list.firstElementChild?.remove();
  }

  /** Shows a message at once, below everything that is stored. @param {Message & { mid: string }} message */
  addPending(message) {
    const item = this.#bubble(message, true);
    item.classList.add("pending");
    item.append(element("p", "fate", texts.sending));
    this.#pending.set(message.mid, item);
    this.#list.append(item);
  }

  /** @param {string | undefined} mid @param {"stored" | "refused"} outcome */
  settle(mid, outcome) {
    const item = mid && this.#pending.get(mid);
    if (!mid || !item) return;
    const fate = item.querySelector(".fate");
    if (outcome === "stored") this.#pending.delete(mid);
    if (outcome === "stored") item.remove();
    else if (fate) fate.textContent = texts.refused;
  }

  /** @param {Message} message */
  #itemsOf(message) {
    const date = new Date(shown(message.date));
    const day = Number.isNaN(date.getTime()) ? this.#last.day : date.toDateString();
    const isNewDay = day !== this.#last.day;
    const startsGroup = isNewDay || shown(message.uid) !== this.#last.uid;
    this.#last = { uid: shown(message.uid), day };
    const bubble = this.#bubble(message, startsGroup);
    return isNewDay ? [this.#separator(date), bubble] : [bubble];
  }

  /** @param {Message} message @param {boolean} startsGroup */
  #bubble(message, startsGroup) {
    const uid = shown(message.uid);
    const item = element("li", `message ${uid === this.#uid ? "mine" : "theirs"}`);
    if (startsGroup) item.classList.add("first");
    const title = element("p", `title hue-${[...uid].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % hues}`);
    title.textContent = shown(message.title);
    item.append(title, element("p", "text", shown(message.text)), this.#time(message.date));
    return item;
  }

  /** @param {unknown} value */
  #time(value) {
    const time = element("time", "date");
    const date = new Date(shown(value));
    if (Number.isNaN(date.getTime())) return time;
    time.dateTime = date.toISOString();
    time.title = precise.format(date);
    time.textContent = clock.format(date);
    return time;
  }

  /** @param {Date} date */
  #separator(date) {
    const isToday = date.toDateString() === new Date().toDateString();
    return element("li", "day", isToday ? texts.today : calendar.format(date));
  }
}
