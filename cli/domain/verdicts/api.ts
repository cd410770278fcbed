import type { Find, Rule } from "./verdict.ts";

const said =
  (pattern: RegExp, cause: (match: RegExpExecArray) => string, fix: string): Find =>
  ({ cluster, deployError }) => {
    const match = cluster && deployError !== undefined ? pattern.exec(deployError) : null;
    return match ? [{ cause: cause(match), evidence: linesOf(match.input), fix }] : [];
  };

const mostLines = 8;

/** What Helm said last, the line first that names the error. */
function linesOf(text: string): string[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const error = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "";
  return [error, ...lines.filter((line) => line !== error).slice(-mostLines)];
}

const unreachable: Rule = {
  code: "api.unreachable",
  reason: "api",
  certainWhen: "Helm ends because the API server does not answer, or is ended after a minute without",
  find: said(
    /cluster unreachable|connection refused|i\/o timeout|no such host|connection reset|unexpected EOF|did not end within/i,
    () => "Helm lost the API server",
    "Check that the cluster answers (`kubectl version`), then run the same command again.",
  ),
};

const forbidden: Rule = {
  code: "api.forbidden",
  reason: "api",
  certainWhen: "the API refuses what Helm may not do",
  find: said(
    /User "([^"]+)" cannot (\S+) resource "([^"]+)"/,
    ([, user, verb, resource]) => `${user} may not ${verb} ${resource}`,
    "Ask for that right, or promote as another user.",
  ),
};

/** What is refused, and how to go on; the last one fits all. */
const refusals = [
  said(
    /Secret "sh\.helm\.release\.[^"]*" is invalid: data: Too long/,
    () => "the chart is too large for Helm, which keeps it and its manifests in one Secret of 1 MiB",
    "Leave out what templates do not read, by .helmignore, put large files into the image, and release again.",
  ),
  said(
    /exceeded quota: ([^\s,]+)/,
    ([, name]) => `the quota ${name} of the namespace has no room for what Helm makes`,
    "Have it raised, or remove what nobody needs; Helm itself keeps a Secret for each of the last ten revisions.",
  ),
  said(
    /[\s\S]*/,
    () => "the API refuses what the chart says",
    "Change the chart or its values as the first line asks, and release again.",
  ),
];

const refused: Rule = {
  code: "api.refused",
  reason: "api",
  certainWhen: "Helm ends with an error of the API",
  find: (state) => refusals.map((find) => find(state)).find((found) => found.length > 0) ?? [],
};

export const apiRules: Rule[] = [unreachable, forbidden, refused];
