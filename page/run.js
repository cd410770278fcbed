import { tryAgain } from "./actions.js";
import { followRun, pathTo, send } from "./api.js";
import { h } from "./dom.js";
import { showPods } from "./live.js";
import { runItem } from "./overview.js";
import { Story } from "./story.js";
import { filled, momentOf, texts } from "./texts.js";
import { age, personIn, seconds, stateOf, subjectOf, toneOf, whoOf } from "./words.js";

/** @typedef {import("./words.js").Run} Run @typedef {import("./words.js").Overview["person"]} Person */

/** What is shown, and what ends it. @typedef {{ sections: HTMLElement[], stop?: () => void }} View */

/** All runs of a repository, newest first. @param {string} repository @returns {Promise<View>} */
export async function runsView(repository) {
  const { runs } = await send(pathTo(repository, "runs"));
  const items = /** @type {Run[]} */ (runs).map((run) => runItem(repository, run));
  const title = filled(texts.allRuns, { repository });
  return {
    sections: [
      h(
        "section",
        {},
        h("h2", {}, title),
        h("ul", { class: "run-list" }, ...items),
        items.length === 0 && texts.noRuns,
      ),
    ],
  };
}

/** One run: what came of it and why, pod by pod, step by step. @param {string} repository @param {string} id @param {Person} person @returns {Promise<View>} */
export async function runView(repository, id, person) {
  const path = pathTo(repository, "runs", id);
  const { run } = /** @type {{ run: Run }} */ (await send(path));
  const story = new Story();
  const head = h("div");
  const [why, pods] = [h("div"), h("ul", { class: "pods" })];
  const [steps, output] = [h("ol", { class: "steps" }), h("pre", { tabindex: 0 })];
  const evidence = h("a", { class: "button quiet", href: `${path}/evidence`, hidden: true }, texts.evidence);
  const canTry = person.roles.includes("promote") && !run.act && ["failed", "waiting"].includes(run.outcome ?? "");
  const show = (/** @type {Run} */ now) => {
    head.replaceChildren(...headOf(repository, now));
    why.replaceChildren(...whyOf(now, story));
    showPods(pods, story);
    steps.replaceChildren(...story.steps.map(stepItem));
    output.textContent = story.lines.join("\n") || texts.noOutput;
    evidence.hidden = !story.hasEvidence;
  };
  show(run);
  const stop = followRun(
    repository,
    id,
    (events) => {
      story.take(events);
      show(run);
    },
    () =>
      void send(path).then(
        (answer) => show(answer.run),
        () => {},
      ),
  );
  return {
    stop,
    sections: [
      h(
        "section",
        {},
        head,
        why,
        h(
          "div",
          { class: "actions" },
          canTry && h("button", { type: "button", click: () => void tryAgain(repository) }, texts.retry),
          evidence,
          h("a", { class: "button quiet", href: `${path}/log` }, texts.log),
        ),
      ),
      h("section", {}, h("h2", {}, texts.pods), pods),
      h("section", {}, h("h2", {}, texts.steps), steps),
      h("section", {}, h("h2", { id: "output" }, texts.output), output),
    ],
  };
}

/** @param {string} repository @param {Run} run */
function headOf(repository, run) {
  const { version, branch, commit, startedAt, endedAt } = run;
  const took = endedAt && filled(texts.took, { time: seconds(Date.parse(endedAt) - Date.parse(startedAt)) });
  return [
    h(
      "h2",
      {},
      `${repository} ${version ?? branch} `,
      h("span", { class: `badge ${toneOf(run.outcome)}` }, stateOf(run)),
    ),
    h("p", {}, subjectOf(run)),
    h(
      "p",
      { class: "faint" },
      `${whoOf(run)} · `,
      h("code", {}, commit.slice(0, 7)),
      ` · ${texts.began} `,
      momentOf(startedAt),
    ),
    took && h("p", { class: "faint" }, took),
  ].filter((line) => line !== undefined && line !== "");
}

/** Why it did not go well. @param {Run} run @param {Story} story */
function whyOf({ message, rolledBack, outcome }, { verdicts, error }) {
  const boxes = verdicts.map(({ environment, verdict: { cause, evidence, fix } }) =>
    h(
      "div",
      { class: "verdict" },
      h("p", {}, h("strong", {}, `${environment}: ${cause}`)),
      evidence.length > 0 && h("pre", { tabindex: 0 }, evidence.join("\n")),
      h("p", {}, fix),
    ),
  );
  if (error && outcome !== "done")
    boxes.push(
      h(
        "div",
        { class: "verdict" },
        h("p", {}, h("strong", {}, error.message)),
        error.details.length > 0 && h("pre", { tabindex: 0 }, error.details.join("\n")),
        error.hint && h("p", {}, error.hint),
      ),
    );
  if (boxes.length === 0 && message) boxes.push(h("div", { class: "verdict" }, h("p", {}, h("strong", {}, message))));
  return rolledBack ? [...boxes, h("p", {}, rolledBack)] : boxes;
}

const marks = { running: "…", done: "✔", failed: "✖" };

/** @param {import("./story.js").StepShown} step */
function stepItem({ title, state, text, ms }) {
  const time = ms === undefined || ms < 100 ? "" : ` (${seconds(ms)})`;
  const tone = { running: "wait", done: "good", failed: "bad" }[state];
  const mark = h("span", { class: tone, "aria-hidden": "true" }, marks[state]);
  return h("li", {}, mark, ` ${title}${text ? ` — ${text}` : ""}${time}`);
}

/**
 * @typedef {{ version: string, outcome: string, at: string, by?: string, cause?: string, rolledBackFrom?: string }} Promotion
 */

/** Every promotion into an environment. @param {string} repository @param {string} environment @returns {Promise<View>} */
export async function historyView(repository, environment) {
  const answer = await send(pathTo(repository, "environments", environment, "history"));
  const rows = /** @type {Promotion[]} */ (answer.promotions ?? []).map(historyRow);
  const head = [texts.when, texts.version, texts.outcome, texts.who, texts.cause].map((word) =>
    h("th", { scope: "col" }, word),
  );
  const title = filled(texts.historyOf, { environment, repository });
  const table = h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows));
  return { sections: [h("section", {}, h("h2", {}, title), h("div", { class: "table", tabindex: 0 }, table))] };
}

/** @param {Promotion} promotion */
function historyRow({ at, version, outcome, by, cause, rolledBackFrom }) {
  const known = /** @type {Record<string, unknown>} */ (texts);
  const why = cause ?? (rolledBackFrom ? filled(texts.heldHere, { from: rolledBackFrom, to: version }) : "");
  return h(
    "tr",
    {},
    h("td", {}, age(at, texts.ago)),
    h("td", {}, version),
    h("td", { class: toneOf(outcome) }, `${known[outcome] ?? outcome}`),
    h("td", {}, personIn(by)),
    h("td", {}, why),
  );
}
