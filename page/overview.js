import { hold, letGo } from "./actions.js";
import { button, may } from "./controls.js";
import { h } from "./dom.js";
import { environmentItem } from "./environment.js";
import { liveRuns } from "./live.js";
import { counted, filled, momentOf, texts } from "./texts.js";
import { troubleItem } from "./troubles.js";
import { age, linkTo, stateOf, subjectOf, toneOf, whoOf } from "./words.js";

/** @typedef {import("./words.js").Overview} Overview @typedef {import("./words.js").Repository} Repository */
/** @typedef {Repository["previews"][number]} Preview */
/** @typedef {import("./words.js").Run} Run @typedef {Overview["person"]} Person */

const broken = ["degraded", "failed", "rejected", "unreachable", "unknown"];

/** What somebody on call sees: what is wrong first, then what is under way, then everything. @param {Overview} overview */
export function overviewSections({ repositories, person }) {
  const troubles = repositories.flatMap((repository) =>
    repository.troubles.map((trouble) => ({ repository, trouble })),
  );
  const wrong = troubles.filter(({ trouble }) => broken.includes(trouble.kind));
  const rest = troubles.filter(({ trouble }) => !broken.includes(trouble.kind));
  const isSeen = repositories.some(({ seenAt }) => seenAt !== undefined);
  const list = (/** @type {typeof troubles} */ those) =>
    h("ul", {}, ...those.map(({ repository, trouble }) => troubleItem(repository, trouble, person)));
  const well = !isSeen ? texts.nothingSeen : texts.allWell;
  return [
    wrong.length === 0 && rest.length === 0 && h("section", { class: "concern" }, h("h2", {}, well)),
    wrong.length > 0 &&
      h(
        "section",
        { class: "concern bad" },
        h("h2", { class: "bad" }, counted(texts.broken, wrong.length)),
        list(wrong),
      ),
    rest.length > 0 &&
      h("section", { class: "concern wait" }, h("h2", { class: "wait" }, counted(texts.toDo, rest.length)), list(rest)),
    liveRuns(repositories),
    ...repositories.map((repository) => repositorySection(repository, person)),
  ].filter((section) => section !== false && section !== undefined);
}

/** @param {Repository} repository @param {Person} person */
function repositorySection(repository, person) {
  const { name, environments, previews, runs, newest, seenAt, held } = repository;
  const names = { repository: name };
  return h(
    "section",
    { "aria-labelledby": `repository-${name}` },
    h(
      "div",
      { class: "title" },
      h("h2", { id: `repository-${name}` }, name),
      h(
        "p",
        { class: "rest" },
        newest && filled(texts.newest, { version: newest }),
        newest && seenAt && " · ",
        seenAt && age(seenAt, texts.seen),
      ),
      may(person, "promote") &&
        (held
          ? button(texts.letGo, texts.letGoOf, names, () => letGo(name))
          : button(texts.hold, texts.holdOf, names, () => hold(name), "quiet")),
    ),
    h("ul", { class: "environments" }, ...environments.map((each) => environmentItem(name, each, person))),
    previews.length > 0 && h("h3", { class: "faint" }, texts.previews),
    previews.length > 0 && h("ul", { class: "run-list" }, ...previews.map(previewItem)),
    h(
      "ul",
      { class: "run-list" },
      ...runs.map((run) => runItem(name, run)),
      h("li", {}, h("a", { href: `#/${name}/runs`, "data-key": `runs of ${name}` }, filled(texts.allRuns, names))),
    ),
  );
}

/** A program of this repository said where a preview is: only an address of the web is a link. @param {Preview} preview */
function previewItem({ number, commit, state, address, until, why }) {
  const isLink = /^https?:\/\//.test(address ?? "");
  const what = `#${number} · ${commit.slice(0, 7)}`;
  const words = [
    h("span", { class: `badge ${toneOf(previewTones[state])}` }, texts.previewStates[state]),
    h("span", { class: "subject" }, address ? `${what} · ${address}` : what),
    h("span", { class: "faint" }, why ?? (until ? filled(texts.until, { at: momentOf(until) }) : "")),
  ];
  const link = { href: address, rel: "noopener noreferrer", target: "_blank", "data-key": `preview ${number}` };
  return h("li", {}, isLink ? h("a", link, ...words) : h("p", {}, ...words));
}

/** @type {Record<Preview["state"], string>} */
const previewTones = { asked: "waiting", "under way": "running", ready: "done", waiting: "waiting", failed: "failed" };

/** @param {string} repository @param {Run} run */
export function runItem(repository, run) {
  return h(
    "li",
    {},
    h(
      "a",
      { href: linkTo(repository, run), "data-key": `run ${run.id}` },
      h("span", { class: `badge ${toneOf(run.outcome)}` }, stateOf(run)),
      h("span", { class: "subject" }, `${run.version ?? run.branch} · ${subjectOf(run)}`),
      h("span", { class: "faint" }, whoOf(run), " ", age(run.startedAt, texts.ago)),
    ),
  );
}
