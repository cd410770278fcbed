import { dayName } from "./clock.js";

/** A line across the conversation. @param {"day" | "since"} kind @param {string} text */
export function createLine(kind, text) {
  const line = document.createElement("li");
  line.className = kind;
  line.textContent = text;
  return line;
}

/** @param {number} moment */
export function createDay(moment) {
  const line = createLine("day", dayName(moment));
  line.dataset.moment = `${moment}`;
  return line;
}

/** Today becomes yesterday. @param {HTMLElement} list */
export function renameDays(list) {
  for (const line of list.querySelectorAll(".day")) {
    const name = dayName(Number(/** @type {HTMLElement} */ (line).dataset.moment));
    if (line.textContent !== name) line.textContent = name;
  }
}
