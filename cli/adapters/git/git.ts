import { GitPluginError } from "simple-git";
import { withoutControls } from "../../../lib/controls.ts";
import { Failure } from "../../../lib/errors.ts";
import { cutLine, cutText } from "../../../lib/foreign-text.ts";
import { redact } from "../../../lib/secrets.ts";
import { type ClientAccess, clientsIn, GitExit } from "./git-client.ts";
import { steadySettings } from "./steady-settings.ts";

/** Git ended with an error; `output` is what it said. */
export class GitFailure extends Failure {
  readonly output: string;
  /** Undefined where Git was stopped. */
  readonly status: number | undefined;

  constructor(message: string, output: string, status?: number, hint?: string) {
    const lines = cutText(output)
      .split(/[\r\n]+/)
      .filter((line) => line.trim() !== "" && !progress.test(line));
    super("precondition", message, {
      details: lines.slice(-8).map((line) => redact(withoutControls(cutLine(line))).trim()),
      ...(hint && { hint }),
    });
    this.name = "GitFailure";
    this.output = cutText(output);
    this.status = status;
  }
}

/** `Receiving objects:  34% (17/50)` */
const progress = /^(remote: )?[A-Z][a-z]+ (objects|deltas|files|content): /;

/** There is no Git on this machine. */
export class GitMissing extends Failure {
  constructor() {
    super("precondition", "git is not installed, or not in PATH", { hint: "Install git and try again." });
    this.name = "GitMissing";
  }
}

/** Git said nothing for so long that it was stopped: it waits for somebody who does not answer. */
export class GitSilence extends Failure {
  constructor(who: string, silentMs: number, hint: string) {
    super("precondition", `${who}: nothing within ${silentMs / 1_000} s`, { hint });
    this.name = "GitSilence";
  }
}

/**
 * With `silentMs`, a command that says nothing for so long is stopped; give those that talk to others `--progress`.
 * `onWords` hears what it says beside its answer.
 */
export type Git = (args: string[], silentMs?: number, onWords?: (words: string) => void) => Promise<string>;

/** In which environment Git runs, what stops it, and what hears of it. */
export interface GitAccess extends ClientAccess {
  /** Told where a remote is asked again after a while. */
  onWait?: ((text: string) => void) | undefined;
}

/** Git in one folder. */
export function gitIn(directory: string, access: GitAccess): Git {
  const { signal } = access;
  const clientFor = clientsIn(directory, access);
  return async (args, silentMs = 0, onWords) => {
    try {
      return (await clientFor(silentMs, onWords).raw([...steadySettings, ...args])).trimEnd();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof GitPluginError && error.plugin === "timeout") {
        throw new GitSilence(
          `git ${commandOf(args)} does not end`,
          silentMs,
          "Check that its remote answers, and try again.",
        );
      }
      throw failureOf(commandOf(args), error instanceof Error ? error : new Error(String(error)));
    }
  };
}

/** What a file in Git is made of, byte by byte: it may be no text. */
export async function readBlob(directory: string, access: GitAccess, blob: string): Promise<Buffer> {
  try {
    return await clientsIn(directory, access)(0).binaryCatFile(["blob", blob]);
  } catch (error) {
    access.signal.throwIfAborted();
    throw failureOf("cat-file", error instanceof Error ? error : new Error(String(error)));
  }
}

/** The command behind settings for it alone. */
const commandOf = (args: string[]): string => args.find((arg, index) => index % 2 === 0 && arg !== "-c") ?? "";

function failureOf(command: string, error: Error): Failure {
  if (/spawn git ENOENT/.test(error.message)) return new GitMissing();
  return new GitFailure(`git ${command} failed`, error.message, error instanceof GitExit ? error.status : undefined);
}

/** The answer to a yes-or-no question that Git gives by exiting with 0 or 1. */
export async function holds(question: Promise<string>): Promise<boolean> {
  try {
    await question;
    return true;
  } catch (error) {
    if (error instanceof GitFailure && error.status === 1) return false;
    throw error;
  }
}
