import { approve, withdraw } from "./actions.js";
import { button, may } from "./controls.js";
import { h } from "./dom.js";
import { filled, texts } from "./texts.js";
import { linkTo } from "./words.js";

/** @typedef {import("./words.js").Repository} Repository @typedef {import("./words.js").Trouble} Trouble */
/** @typedef {import("./words.js").Overview["person"]} Person */

/** @param {Repository} repository @param {Trouble} trouble @param {Person} person */
export function troubleItem(repository, trouble, person) {
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
