import { h } from "./dom.js";
import { counted, filled, language, momentOf, spanOf, texts } from "./texts.js";

/**
 * @typedef {import("../cli/domain/serve/page/overview.ts").Overview} Overview
 * @typedef {import("../cli/domain/serve/page/overview.ts").ShownRepository} Repository
 * @typedef {import("../cli/domain/serve/page/overview.ts").ShownEnvironment} Environment
 * @typedef {import("../cli/domain/serve/page/overview.ts").ShownRun} Run
 * @typedef {import("../cli/domain/serve/page/overview.ts").Trouble} Trouble
 */

/** A moment as an age that grows, with the moment itself for whoever asks. @param {string} at @param {string} words */
export function age(at, words) {
  const element = h("time", { datetime: at, title: momentOf(at), "data-words": words });
  grow(element);
  return element;
}

/** @param {HTMLTimeElement} element */
function grow(element) {
  const text = filled(element.dataset.words ?? "", { age: spanOf(Date.now() - Date.parse(element.dateTime)) });
  if (element.textContent !== text) element.textContent = text;
}

/** Ages grow while nothing else happens. */
export const growAges = () => {
  for (const element of document.querySelectorAll("time[data-words]"))
    if (element instanceof HTMLTimeElement) grow(element);
};

/** Who did something, without the machine on which it was done. @param {string | undefined} by */
export const personIn = (by) => by?.replace(/ via .*$/, "") ?? "";

/** @type {Record<string, "good" | "wait" | "bad">} */
const tones = {
  done: "good",
  healthy: "good",
  idle: "good",
  failed: "bad",
  degraded: "bad",
  waiting: "wait",
  unknown: "wait",
};

/** How something is, as a colour; it always stands there as a word too. @param {string | undefined} state */
export const toneOf = (state) => tones[state ?? ""] ?? "";

/** @param {Run} run */
export const stateOf = ({ outcome }) => texts[outcome ?? "running"];

/** What a run does, in a few words. @param {Run} run */
export function subjectOf({ act, subject, commit }) {
  if (!act) return subject ?? commit.slice(0, 7);
  const words = { promote: texts.promotedTo, rollback: texts.rolledBackTo, hold: texts.holdOn, let: texts.holdEnded };
  return filled(words[act.kind], { environment: act.environment });
}

/** Who had a run done. @param {Run} run */
export function whoOf({ act, author }) {
  if (!act) return author ?? "";
  return act.approvedBy ? `${act.by}, ${filled(texts.approvedBy, { by: act.approvedBy })}` : act.by;
}

/** @param {string} repository @param {Pick<Run, "id">} run */
export const linkTo = (repository, { id }) => `#/${repository}/runs/${id}`;

/** @param {number} n @param {"restarts" | "drifted"} what */
export const countOf = (n, what) => counted(texts[what], n);

/** Versions and durations are written alike everywhere. @param {number} ms */
export const seconds = (ms) =>
  new Intl.NumberFormat(language, { style: "unit", unit: "second", maximumFractionDigits: 1 }).format(ms / 1_000);
