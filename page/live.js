import { followRun } from "./api.js";
import { h } from "./dom.js";
import { Story } from "./story.js";
import { texts } from "./texts.js";
import { linkTo, subjectOf } from "./words.js";

/** @typedef {import("./words.js").Repository} Repository @typedef {import("./words.js").Run} Run */

/** More at a time would be more connections than a browser keeps to one host. */
const mostLive = 3;

/** @typedef {{ element: HTMLElement, link: HTMLElement, stop: () => void }} Live */

/** What is under way stays as it is while the rest is shown anew. @type {Map<string, Live>} */
const shown = new Map();

/** Runs that are under way, with how far each pod is, as it happens. @param {Repository[]} repositories */
export function liveRuns(repositories) {
  const running = repositories.flatMap(({ name, runs }) =>
    runs.filter(({ outcome }) => outcome === undefined).map((run) => ({ name, run })),
  );
  const wanted = running.slice(0, mostLive);
  const keys = wanted.map(({ name, run }) => `${name} ${run.id}`);
  for (const key of shown.keys()) if (!keys.includes(key)) stop(key);
  if (wanted.length === 0) return undefined;
  const items = wanted.map(({ name, run }, index) => {
    const key = keys[index] ?? "";
    const live = shown.get(key) ?? begin(name, run);
    shown.set(key, live);
    // Its commit's message is known a moment after it began, its version later.
    live.link.textContent = titleOf(name, run);
    return live.element;
  });
  return h("section", { class: "under-way" }, h("h2", {}, texts.underWay), ...items);
}

/** @param {string} key */
function stop(key) {
  shown.get(key)?.stop();
  shown.delete(key);
}

/** Nothing is followed while something else is shown. */
export const stopLive = () => {
  for (const key of [...shown.keys()]) stop(key);
};

/** @param {string} repository @param {Run} run @returns {Live} */
function begin(repository, run) {
  const story = new Story();
  const now = h("p", { class: "now" }, texts.begins);
  const pods = h("ul", { class: "pods", "aria-label": texts.pods });
  const link = h("a", { href: linkTo(repository, run), "data-key": `live ${run.id}` });
  const element = h("div", { class: "live" }, h("h3", {}, link), now, pods);
  const stopFollowing = followRun(repository, run.id, (events) => {
    story.take(events);
    now.textContent = story.now || texts.begins;
    showPods(pods, story);
  });
  return { element, link, stop: stopFollowing };
}

/** @param {string} repository @param {Run} run */
const titleOf = (repository, run) => `${repository} ${run.version ?? run.branch} · ${subjectOf(run)}`;

const mostPods = 50;

/** A line for each pod that is on its way, the newest last. @param {HTMLElement} list @param {Story} story */
export function showPods(list, { pods }) {
  const lines = [...pods.values()].slice(-mostPods);
  for (const [index, line] of lines.entries()) {
    const item = list.children[index] ?? list.appendChild(h("li"));
    if (item.textContent !== line) item.textContent = line;
  }
  while (list.children.length > lines.length) list.lastElementChild?.remove();
}
