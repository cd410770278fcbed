import type { RunRecord } from "../serve/run-record.ts";

/** How far a commit came, as every host knows it by a word of its own. */
export type CommitState = "under way" | "done" | "failed" | "replaced";

/** What a host shows beside a commit. */
export interface CommitReport {
  commit: string;
  branch: string;
  /** Under which it is shown, and in place of what was told before: `chatops/shop` */
  context: string;
  state: CommitState;
  text: string;
  /** Where there is more to see. */
  link: string | undefined;
}

/** What a host shows of an environment. */
export interface DeploymentReport {
  commit: string;
  branch: string;
  environment: string;
  state: Exclude<CommitState, "replaced">;
  text: string;
  link: string | undefined;
}

/** GitHub takes no longer one. */
const longestText = 140;

/** A line of others, short enough for every host. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const letters = Array.from(line);
  return letters.length > longestText ? `${letters.slice(0, longestText - 1).join("")}…` : line;
}

/** What a host is told of a run; undefined where nothing came of it that stays. */
export function reportOf(run: RunRecord, link: string | undefined): CommitReport | undefined {
  const told = stateOf(run);
  if (!told) return undefined;
  const { commit, branch, repository } = run;
  return { commit, branch, context: `chatops/${repository}`, state: told.state, text: shortened(told.text), link };
}

function stateOf({
  outcome,
  version,
  message,
  rolledBack,
}: RunRecord): Pick<CommitReport, "state" | "text"> | undefined {
  const why = [message, rolledBack].filter(Boolean).join("; ");
  switch (outcome) {
    case undefined:
      return { state: "under way", text: "is on its way" };
    case "done":
      return { state: "done", text: `${version ?? "it"} is released and promoted` };
    case "failed":
      return { state: "failed", text: why || "failed" };
    case "waiting":
      return { state: "under way", text: `${version ?? "it"} waits${why ? `: ${why}` : ""}` };
    case "interrupted":
      return undefined;
  }
}

/** Of a commit that was not through yet when a newer one came. */
export const replacedReport = (run: RunRecord, link: string | undefined): CommitReport => ({
  commit: run.commit,
  branch: run.branch,
  context: `chatops/${run.repository}`,
  state: "replaced",
  text: "a newer commit took its place",
  link,
});

/** A comment, and the words in it by which it is found again. */
interface VerdictComment {
  mark: string;
  text: string;
}

/** What the pull request is told whose commit broke an environment; undefined if none was broken. */
export function verdictComment(run: RunRecord, link: string | undefined): VerdictComment | undefined {
  const { outcome, repository, commit, version, brokenIn, message, rolledBack } = run;
  if (outcome !== "failed" || brokenIn === undefined) return undefined;
  const mark = `${commit} failed in ${brokenIn}`;
  const parts = [
    `${repository} ${version ?? ""}: ${mark}.`.replace(" :", ":"),
    fenced([message, rolledBack].filter(Boolean).join("\n")),
    ...(link === undefined ? [] : [`[What happened](${link})`]),
  ];
  return { mark, text: `${parts.join("\n\n")}\n` };
}

/** What others wrote, as a block in which nothing is markup and nobody is called. */
export function fenced(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}\n${text}\n${fence}`;
}
