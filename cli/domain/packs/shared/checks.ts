import type { Warning } from "../pack.ts";
import type { Found } from "../tree.ts";

/** What a pack looks at in a project, to warn of it. */
export type Check<Known> = (known: Known) => Warning | readonly Warning[] | undefined;

export const warningsBy =
  <Known>(checks: readonly Check<Known>[]) =>
  (known: Known): Warning[] =>
    checks.flatMap((check) => check(known) ?? []);

/** A warning of a language whose version is looked after by nobody; `where`: what names the version in a project. */
export const outdated = (language: string, { value, at }: Found<string>, where: string): Warning => ({
  text: `${language} ${value} (${at}) gets no security fixes any more`,
  hint: `Bring the project to a newer one, and name it in ${where}.`,
});
