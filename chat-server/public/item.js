import { precisely, timeOf } from "./clock.js";
import { linked } from "./links.js";
import { initialOf, shownName } from "./names.js";
import { filled, texts } from "./texts.js";

/**
 * @typedef {object} Shown
 * @property {string} uid
 * @property {boolean} isMine
 * @property {boolean} isVerified
 * @property {boolean} startsGroup
 * @property {number | undefined} at undefined: nobody knows
 * @property {Partial<import("./session.js").Message>} data
 */

/** @typedef {{ mid: string, title: string, text: string }} Quoted */

const hues = 6;
const longestQuote = 140;
/** About as many as a phone shows. */
const mostLines = 20;

const template = /** @type {HTMLTemplateElement} */ (document.getElementById("item"));

/** Text as the page shows it: whatever clients sent, it is never markup. @param {unknown} value */
export const plain = (value) => (typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value));

/** @param {Element} parent @param {string} className */
export const part = (parent, className) => /** @type {HTMLElement} */ (parent.querySelector(`.${className}`));

/** @param {string} text */
const sumOf = (text) => [...text].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);

/** One message. @param {Shown} shown @param {Quoted | "gone" | undefined} quoted */
export function createItem({ uid, isMine, isVerified, startsGroup, at, data }, quoted) {
  const item = /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild);
  const title = shownName(plain(data.title));
  const lines = shownLines(plain(data.text));
  item.classList.add(isMine ? "mine" : "theirs", `hue-${sumOf(uid) % hues}`);
  item.classList.toggle("first", startsGroup);
  item.dataset.initial = initialOf(title);
  part(item, "name").textContent = title;
  part(item, "unverified").hidden = isVerified;
  part(item, "text").append(...linked(lines.join("\n")));
  if (lines.length > mostLines) scrollWithin(item);
  showQuote(part(item, "quote"), quoted);
  showTime(/** @type {HTMLTimeElement} */ (part(item, "date")), at);
  offerReply(item, data.mid, title);
  return item;
}

/** No message takes the room of others with lines that say nothing. @param {string} text */
const shownLines = (text) =>
  text.split("\n").filter((line, index, all) => line.trim() !== "" || all[index - 1]?.trim() !== "");

/** @param {HTMLElement} item */
function scrollWithin(item) {
  item.classList.add("tall");
  // What scrolls must be reachable by keyboard.
  part(item, "bubble").tabIndex = 0;
}

/** @param {HTMLElement} item @param {unknown} mid @param {string} title */
function offerReply(item, mid, title) {
  const reply = part(item, "reply");
  if (typeof mid !== "string") return reply.remove();
  item.dataset.mid = mid;
  reply.ariaLabel = filled(texts.replyTo, { name: title });
}

/** @param {HTMLElement} quote @param {Quoted | "gone" | undefined} quoted */
function showQuote(quote, quoted) {
  if (!quoted) return quote.remove();
  if (quoted === "gone") {
    part(quote, "quote-text").textContent = texts.gone;
    return;
  }
  quote.dataset.of = quoted.mid;
  part(quote, "quote-name").textContent = quoted.title;
  part(quote, "quote-text").textContent = quoted.text.slice(0, longestQuote);
}

/** @param {HTMLTimeElement} time @param {number | undefined} at */
function showTime(time, at) {
  if (at === undefined) return;
  time.dateTime = new Date(at).toISOString();
  time.title = precisely(at);
  time.textContent = timeOf(at);
}

/** @param {Partial<import("./session.js").Message>} message @returns {Quoted} */
export const quoteFrom = ({ mid = "", title, text }) => ({
  mid,
  title: shownName(plain(title)),
  text: shownLines(plain(text)).join("\n"),
});

/** @param {HTMLElement} item @returns {Quoted} */
export const quoteOf = (item) => ({
  mid: item.dataset.mid ?? "",
  title: part(item, "name").textContent ?? "",
  text: part(item, "text").textContent ?? "",
});
