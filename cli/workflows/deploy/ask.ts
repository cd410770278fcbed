import { usageError } from "../../../lib/errors.ts";
import type { Prompt, Session } from "../../core/session.ts";
import { isStop, type Questions, readTarget, type Target } from "../../domain/deployment/questions.ts";
import type { Naming } from "../../domain/release/naming.ts";
import { typedVersion } from "../../domain/release/typed-version.ts";
import { workingTree } from "../../releases/known-releases.ts";

/** Asks a person what a command leaves open, until it is answered; the end of the input is the answer "stop". */
export interface Asker {
  target(): Promise<Target>;
  /** One of `names`; undefined if the person stops. */
  environment(names: readonly string[]): Promise<string | undefined>;
  /** `newest` is what Enter takes, `current` what [M] keeps. */
  version(naming: Naming, newest: string, current: string | undefined): Promise<string | undefined>;
  close(): void;
}

const stop = Symbol("stop");

/** Somebody to ask; undefined if nobody can be asked. */
export function openAsker({ openPrompt, steps }: Session, questions: Questions): Asker | undefined {
  if (!openPrompt) return undefined;
  let prompt: Prompt | undefined;
  const ask = async <T>(question: string, read: (answer: string) => T | undefined, atEnd: T): Promise<T> => {
    prompt ??= openPrompt();
    for (;;) {
      const answer = await prompt.ask(question);
      if (answer === undefined) return atEnd;
      const value = read(answer.trim());
      if (value !== undefined) return value;
      steps.note(questions.invalid);
    }
  };
  return {
    target: () => ask<Target>(questions.target, readTarget, "stop"),
    environment: async (names) => {
      const read = (answer: string) => names.find((name) => name === answer) ?? (isStop(answer) ? stop : undefined);
      const answer = await ask<string | typeof stop>(questions.environment(names), read, stop);
      return answer === stop ? undefined : answer;
    },
    version: (naming, newest, current) => {
      const choice: Record<string, string | undefined> = { "": newest, m: current, [workingTree]: workingTree };
      const read = (answer: string) => choice[answer.toLowerCase()] ?? typedVersion(answer, naming);
      return ask<string | undefined>(questions.version(newest, current), read, undefined);
    },
    close: () => prompt?.close(),
  };
}

export const nobodyToAsk = () =>
  usageError("no target given, and there is no terminal to ask on", { hint: "Add --to compose, or --to kubernetes." });
