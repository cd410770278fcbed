import { english } from "./english.js";
import { portuguese } from "./portuguese.js";
import { spanish } from "./spanish.js";

/** @type {Record<string, typeof english>} */
const languages = { en: english, pt: portuguese, es: spanish };

/** @param {string} tag */
const familyOf = (tag) => tag.slice(0, 2).toLowerCase();

/** The first language of the reader's that the page speaks, dates and numbers included. */
export const language = navigator.languages.find((tag) => familyOf(tag) in languages) ?? "en";

export const texts = languages[familyOf(language)] ?? english;

/** @param {string} text @param {Record<string, string | number>} values */
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => `${values[name]}`);

/** @param {import("./english.js").Counted} counted @param {number} n */
export const counted = ({ one, other }, n) => (n === 1 ? one : filled(other, { n }));

/** What stands in the page itself, and in its templates, is English. */
export function translatePage() {
  document.documentElement.lang = language;
  const templates = [...document.querySelectorAll("template")].map(({ content }) => content);
  for (const root of [document, ...templates]) {
    for (const element of root.querySelectorAll("[data-text], [data-label], [data-placeholder]")) {
      translate(/** @type {HTMLElement} */ (element));
    }
  }
}

/** @param {HTMLElement} element */
function translate(element) {
  const known = /** @type {Record<string, unknown>} */ (texts);
  const { text, label, placeholder } = element.dataset;
  if (text) element.textContent = `${known[text]}`;
  if (label) element.ariaLabel = `${known[label]}`;
  if (placeholder) element.setAttribute("placeholder", `${known[placeholder]}`);
}
