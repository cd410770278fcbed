import type { Find, Finding } from "./verdict.ts";

export const composeSays = "docker compose says so and ends";

/** What one line says that `docker compose up` ended with. */
export const inComposeError =
  (find: (text: string) => (Pick<Finding, "cause" | "fix"> & { index: number }) | undefined): Find =>
  ({ cluster, deployError = "" }) => {
    const found = cluster ? undefined : find(deployError);
    if (!found) return [];
    const { index, ...finding } = found;
    return [{ ...finding, evidence: [lineAt(deployError, index)] }];
  };

/** A cause that `docker compose up` names by itself when it refuses to go on. */
export const saidByCompose = (pattern: RegExp, cause: (match: RegExpExecArray) => string, fix: string): Find =>
  inComposeError((text) => {
    const match = pattern.exec(text);
    return match ? { cause: cause(match), fix, index: match.index } : undefined;
  });

const lineAt = (text: string, index: number) =>
  text
    .slice(text.lastIndexOf("\n", index) + 1)
    .split("\n")[0]
    ?.trim() ?? "";
