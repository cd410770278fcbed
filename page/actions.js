import { pathTo, Refusal, send } from "./api.js";
import { byId } from "./dom.js";
import { filled, texts } from "./texts.js";

/** @type {HTMLDialogElement} */
const dialog = byId("ask");
/** @type {HTMLElement} */
const toast = byId("toast");

/** @type {ReturnType<typeof setTimeout> | undefined} */
let hiding;

/** Says what came of something, for a while. @param {string} text */
function say(text) {
  clearTimeout(hiding);
  toast.textContent = text;
  toast.hidden = false;
  hiding = setTimeout(() => {
    toast.hidden = true;
  }, 8_000);
}

/**
 * Asks before anything is changed. Answers the version that was typed, or what was given; undefined if it is not to be done.
 * @param {string} question @param {string} consequence @param {string} word @param {boolean} [typed]
 * @returns {Promise<string | undefined>}
 */
function confirm(question, consequence, word, typed = false) {
  byId("question").textContent = question;
  byId("consequence").textContent = consequence;
  byId("yes").textContent = word;
  byId("choice").hidden = !typed;
  /** @type {HTMLInputElement} */
  const version = byId("version");
  version.required = typed;
  version.value = "";
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    const answer = () => resolve(dialog.returnValue === "yes" ? version.value.trim() : undefined);
    dialog.addEventListener("close", answer, { once: true });
  });
}

/** @param {() => Promise<{ asked?: string }>} task */
async function attempt(task) {
  try {
    const { asked } = await task();
    say(asked ? texts.wasAsked : texts.wasBegun);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(error.message);
  }
}

/** @param {string} repository @param {string} environment @param {{ version: string, confirm: boolean }} what */
export async function promote(repository, environment, { version, confirm: asks }) {
  const question = filled(texts.askPromote, { version, environment, repository });
  const word = filled(texts.promote, { version });
  if ((await confirm(question, asks ? texts.willAsk : texts.willPromote, word)) === undefined) return;
  await attempt(() => send(pathTo(repository, "environments", environment, "promotion"), "POST", { version }));
}

/** @param {string} repository @param {string} environment @param {boolean} asks */
export async function promoteAnother(repository, environment, asks) {
  const question = filled(texts.askPromoteOther, { environment, repository });
  const version = await confirm(question, asks ? texts.willAsk : texts.willPromote, texts.yes, true);
  if (!version) return;
  await attempt(() => send(pathTo(repository, "environments", environment, "promotion"), "POST", { version }));
}

/** @param {string} repository @param {string} environment */
export async function rollBack(repository, environment) {
  const question = filled(texts.askRollBack, { environment, repository });
  if ((await confirm(question, texts.willRollBack, texts.rollBack)) === undefined) return;
  await attempt(() => send(pathTo(repository, "environments", environment, "rollback"), "POST", {}));
}

/** @param {string} repository @param {string} environment @param {string} version */
export async function approve(repository, environment, version) {
  const question = filled(texts.askApprove, { version, environment, repository });
  if ((await confirm(question, texts.willPromote, texts.approve)) === undefined) return;
  await attempt(() => send(pathTo(repository, "environments", environment, "approval"), "POST", { version }));
}

/** @param {string} repository @param {string} environment */
export const withdraw = (repository, environment) =>
  attempt(() => send(pathTo(repository, "environments", environment, "promotion"), "DELETE"));

/** @param {string} repository */
export async function hold(repository) {
  const question = filled(texts.askHold, { repository });
  if ((await confirm(question, texts.willHold, texts.hold)) === undefined) return;
  await attempt(() => send(pathTo(repository, "hold"), "POST"));
}

/** @param {string} repository */
export const letGo = (repository) => attempt(() => send(pathTo(repository, "hold"), "DELETE"));

/** @param {string} repository @param {string} environment */
export async function holdEnvironment(repository, environment) {
  const question = filled(texts.askHoldEnvironment, { environment, repository });
  if ((await confirm(question, texts.willHoldEnvironment, texts.hold)) === undefined) return;
  await attempt(() => send(pathTo(repository, "environments", environment, "hold"), "POST"));
}

/** @param {string} repository @param {string} environment */
export const letEnvironment = (repository, environment) =>
  attempt(() => send(pathTo(repository, "environments", environment, "hold"), "DELETE"));

/** @param {string} repository */
export const tryAgain = (repository) => attempt(() => send(pathTo(repository, "retry"), "POST"));
