/** @typedef {Node | string | undefined | false | null} Child */

/**
 * An element with what stands in it. What others wrote becomes text and nothing else: there is no other way to make one here.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string | boolean | number | undefined | (() => void)>} given
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(name, given = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value === true ? "" : `${value}`);
  }
  element.append(...children.filter((child) => child !== undefined && child !== false && child !== null));
  return element;
}

/** @template {HTMLElement} T @param {string} id @returns {T} */
export const byId = (id) => /** @type {T} */ (document.getElementById(id));

/**
 * Shows something else, and keeps the focus on what is the same in it: each has its key.
 * @param {HTMLElement} place @param {Node[]} children
 */
export function replace(place, children) {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && place.contains(focused) ? focused.dataset.key : undefined;
  place.replaceChildren(...children);
  if (key === undefined) return;
  for (const element of place.querySelectorAll("[data-key]"))
    if (element instanceof HTMLElement && element.dataset.key === key) element.focus({ preventScroll: true });
}
