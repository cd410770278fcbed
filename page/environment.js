import { holdEnvironment, letEnvironment, promote, promoteAnother, rollBack } from "./actions.js";
import { button, may } from "./controls.js";
import { h } from "./dom.js";
import { filled, texts } from "./texts.js";
import { age, countOf, personIn, toneOf } from "./words.js";

/** @typedef {import("./words.js").Environment} Environment */
/** @typedef {import("./words.js").Overview["person"]} Person */

/** @param {string} repository @param {Environment} shown @param {Person} person */
export function environmentItem(repository, shown, person) {
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
