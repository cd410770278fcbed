import type { Find } from "./verdict.ts";

export const composeSays = "docker compose says so and ends";

/** A cause that `docker compose up` names by itself when it refuses to go on. */
export const saidByCompose =
  (pattern: RegExp, cause: (match: RegExpExecArray) => string, fix: string): Find =>
  ({ cluster, deployError = "" }) => {
    const match = cluster ? null : pattern.exec(deployError);
    return match ? [{ cause: cause(match), evidence: [lineOf(deployError, match.index)], fix }] : [];
  };

const lineOf = (text: string, index: number) =>
  text
    .slice(text.lastIndexOf("\n", index) + 1)
    .split("\n")[0]
    ?.trim() ?? "";
