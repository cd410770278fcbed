import { h } from "./dom.js";
import { filled } from "./texts.js";

/** @typedef {import("./words.js").Overview["person"]} Person */

/** @param {Person} person @param {Person["roles"][number]} role */
export const may = ({ roles }, role) => roles.includes(role);

/**
 * A button whose name also says what it is of.
 * @param {string} word @param {string} whole @param {Record<string, string>} names @param {() => void} click @param {string} [look]
 */
export function button(word, whole, names, click, look) {
  const name = filled(whole, names);
  return h("button", { type: "button", class: look, "aria-label": name, "data-key": name, click }, word);
}
