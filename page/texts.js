import { english } from "./english.js";
import { portuguese } from "./portuguese.js";

/** @type {Record<string, typeof english>} */
const languages = { en: english, pt: portuguese };

/** @param {string} tag */
const familyOf = (tag) => tag.slice(0, 2).toLowerCase();

/** The first language of the reader's that the page speaks, dates and numbers included. */
export const language = navigator.languages.find((tag) => familyOf(tag) in languages) ?? "en";

export const texts = languages[familyOf(language)] ?? english;

/** @param {string} text @param {Record<string, string | number>} values */
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => `${values[name]}`);

/** @param {import("./english.js").Counted} counted @param {number} n */
export const counted = ({ one, other }, n) => (n === 1 ? one : filled(other, { n }));

/** What stands in the page itself is English. */
export function translatePage() {
  document.documentElement.lang = language;
  const known = /** @type {Record<string, unknown>} */ (texts);
  for (const element of document.querySelectorAll("[data-text]"))
    if (element instanceof HTMLElement) element.textContent = `${known[element.dataset.text ?? ""]}`;
}

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** How long something took or is ago, in its largest unit: `3 hours`. @param {number} ms */
export function spanOf(ms) {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const [unit, size] = units.find(([, size]) => seconds >= size) ?? ["second", 1];
  const style = /** @type {const} */ ({ style: "unit", unitDisplay: "long" });
  return new Intl.NumberFormat(language, { ...style, unit }).format(Math.floor(seconds / size));
}

/** @param {string} at */
export const momentOf = (at) => new Date(at).toLocaleString(language, { dateStyle: "medium", timeStyle: "medium" });
