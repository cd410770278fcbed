import { fenced } from "./report.ts";

/** How far the preview of a pull request came. */
export type PreviewNews =
  | { state: "asked"; commit: string }
  | { state: "unreachable" }
  | { state: "under way"; commit: string; by?: string | undefined }
  | { state: "ready"; commit: string; address: string | undefined; until: string }
  | { state: "waiting"; commit: string; why: string }
  | { state: "failed"; commit: string; why: string; runsOn: boolean }
  | { state: "removed"; why: "closed" | "expired" };

/** What our comment begins with, and is found by. */
export const previewMark = (repository: string): string => `**Preview of ${repository}**`;

/** The one comment that a pull request has of its preview. */
export const previewComment = (repository: string, news: PreviewNews): string =>
  `${previewMark(repository)}\n\n${wordsOf(news)}\n`;

function wordsOf(news: PreviewNews): string {
  switch (news.state) {
    case "asked":
      return [
        `Commit ${news.commit} comes from a fork, so nothing of it is fetched or built before somebody who may write here has read it.`,
        // Not at the start of a line: our own words let nothing be built.
        `Whoever may write here comments: \`/ok-to-test ${news.commit}\``,
        "Each further commit has to be read again.",
      ].join("\n\n");
    case "unreachable":
      return "It comes from a fork, whose commits this host keeps there alone: there is no preview of it.";
    case "under way": {
      const by = news.by === undefined ? "" : `, as ${inert(news.by)} let it`;
      return `Commit ${news.commit} is being built${by}.`;
    }
    case "ready": {
      const where = news.address === undefined ? "; nothing leads there from outside" : ` at ${news.address}`;
      return `Commit ${news.commit} runs${where}\n\nIt is removed when this is closed, at the latest on ${news.until.replace("T", " ").slice(0, 16)} UTC.`;
    }
    case "waiting":
      return `Commit ${news.commit} waits:\n\n${fenced(news.why)}`;
    case "failed": {
      const before = news.runsOn ? "\n\nThe commit before it runs on." : "";
      return `There is no preview of commit ${news.commit}:\n\n${fenced(news.why)}${before}`;
    }
    case "removed":
      return news.why === "closed"
        ? "It was removed, as this is closed."
        : "It was removed, as its time was over. The next commit makes a new one.";
  }
}

/** A name that others chose, as what is no markup and calls nobody. */
const inert = (name: string): string => `\`${name.replace(/[`\s]/g, "")}\``;
