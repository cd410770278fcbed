import {
  approve,
  hold,
  holdEnvironment,
  letEnvironment,
  letGo,
  promote,
  promoteAnother,
  rollBack,
  withdraw,
} from "./actions.js";
import { h } from "./dom.js";
import { liveRuns } from "./live.js";
import { counted, filled, momentOf, texts } from "./texts.js";
import { age, countOf, linkTo, personIn, stateOf, subjectOf, toneOf, whoOf } from "./words.js";

/** @typedef {import("./words.js").Overview} Overview @typedef {import("./words.js").Repository} Repository */
/** @typedef {import("./words.js").Environment} Environment @typedef {import("./words.js").Trouble} Trouble */
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

/** @param {Person} person @param {Person["roles"][number]} role */
const may = ({ roles }, role) => roles.includes(role);

/** @param {Repository} repository @param {Trouble} trouble @param {Person} person */
function troubleItem(repository, trouble, person) {
  const { kind, environment, text, run } = trouble;
  const { name } = repository;
  const where = environment ? `${name} · ${environment}` : name;
  const words = kind === "held" && !environment ? filled(texts.heldBy, { by: text }) : `${texts[kind]}: ${text}`;
  return h(
    "li",
    {},
    h("span", { class: "words" }, h("strong", {}, where), ` ${words}`, ...askedBy(repository, trouble)),
    run && h("a", { class: "button quiet", href: linkTo(name, { id: run }), "data-key": `see ${run}` }, texts.why),
    ...approvalButtons(repository, trouble, person),
  );
}

/** @param {Repository} repository @param {Trouble} trouble */
function askedOf({ environments }, { kind, environment }) {
  return kind === "asked" ? environments.find((each) => each.environment === environment)?.asked : undefined;
}

/** @param {Repository} repository @param {Trouble} trouble */
function askedBy(repository, trouble) {
  const asked = askedOf(repository, trouble);
  if (!asked) return [];
  return [`, ${asked.by ? filled(texts.askedBy, { by: asked.by }) : texts.askedByPush}`];
}

/** @param {Repository} repository @param {Trouble} trouble @param {Person} person */
function approvalButtons(repository, trouble, person) {
  const asked = askedOf(repository, trouble);
  const { environment = "" } = trouble;
  if (!asked) return [];
  const { version } = asked;
  const names = { version, environment, repository: repository.name };
  const isOwn = asked.by === person.name;
  return [
    may(person, "approve") && isOwn && h("span", { class: "faint" }, texts.own),
    may(person, "approve") &&
      !isOwn &&
      button(texts.approve, texts.approveOf, names, () => approve(repository.name, environment, version)),
    asked.by !== undefined &&
      (isOwn || may(person, "approve")) &&
      button(texts.withdraw, texts.withdrawOf, names, () => withdraw(repository.name, environment), "quiet"),
  ];
}

/**
 * A button whose name also says what it is of.
 * @param {string} word @param {string} whole @param {Record<string, string>} names @param {() => void} click @param {string} [look]
 */
function button(word, whole, names, click, look) {
  const name = filled(whole, names);
  return h("button", { type: "button", class: look, "aria-label": name, "data-key": name, click }, word);
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

/** @param {string} repository @param {Environment} shown @param {Person} person */
function environmentItem(repository, shown, person) {
  const { environment, state, version, since, by, ready, wanted, restarts = 0, drifted, held, offer, place } = shown;
  const tone = state === "degraded" ? "bad" : held || drifted > 0 || state === "unknown" ? "wait" : toneOf(state);
  const count = wanted === undefined ? "" : filled(texts.ready, { ready: ready ?? 0, wanted });
  return h(
    "li",
    { class: `environment ${tone}` },
    h("h3", {}, environment),
    h("p", { class: "faint" }, place),
    h("p", { class: "runs-here" }, version ?? texts.nothingRuns),
    h("p", {}, h("span", { class: `badge ${toneOf(state)}` }, texts[state]), count && ` · ${count}`),
    since && h("p", { class: "faint" }, age(since, texts.since), by && ` · ${filled(texts.by, { by: personIn(by) })}`),
    ...serviceLines(shown),
    restarts > 0 && h("p", { class: "wait" }, countOf(restarts, "restarts")),
    drifted > 0 && h("p", { class: "wait" }, countOf(drifted, "drifted")),
    held && h("p", { class: "wait" }, heldText(held)),
    offer?.closed && h("p", { class: "faint" }, filled(texts.closed, { why: offer.closed })),
    environmentActions(repository, shown, person),
  );
}

/** @param {NonNullable<Environment["held"]>} held */
const heldText = ({ from, to = "", by }) =>
  from === undefined ? filled(texts.heldBy, { by: personIn(by) }) : filled(texts.heldHere, { from, to });

/** @param {Environment} shown */
const serviceLines = ({ images }) =>
  images.length > 1
    ? images.map(({ service = "", image }) => h("p", { class: "faint" }, `${service}: ${image.split("@", 1)[0]}`))
    : [];

/** @param {string} repository @param {Environment} shown @param {Person} person */
function environmentActions(repository, shown, person) {
  const { environment, offer, version, confirm, active, held } = shown;
  const names = { environment, repository };
  const isFree = may(person, "promote") && !active;
  const offered = { ...names, version: offer?.version ?? "" };
  const history = filled(texts.historyOf, names);
  return h(
    "div",
    { class: "actions" },
    isFree &&
      offer &&
      !offer.closed &&
      button(filled(texts.promote, offered), texts.promoteOf, offered, () =>
        promote(repository, environment, { version: offer.version, confirm }),
      ),
    isFree &&
      button(
        texts.promoteOther,
        texts.promoteOtherOf,
        names,
        () => promoteAnother(repository, environment, confirm),
        "quiet",
      ),
    isFree &&
      version &&
      button(texts.rollBack, texts.rollBackOf, names, () => rollBack(repository, environment), "quiet"),
    isFree &&
      (held
        ? button(texts.letGo, texts.letGoOfEnvironment, names, () => letEnvironment(repository, environment), "quiet")
        : button(texts.hold, texts.holdOfEnvironment, names, () => holdEnvironment(repository, environment), "quiet")),
    h(
      "a",
      { class: "button quiet", href: `#/${repository}/${environment}`, "aria-label": history, "data-key": history },
      texts.history,
    ),
  );
}
