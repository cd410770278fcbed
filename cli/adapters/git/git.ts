import { GitError, GitPluginError, type SimpleGit, type SimpleGitOptions, simpleGit } from "simple-git";
import { withoutControls } from "../../../lib/controls.ts";
import { Failure } from "../../../lib/errors.ts";
import { cutLine, cutText } from "../../../lib/foreign-text.ts";
import { redact } from "../../../lib/secrets.ts";
import { withoutPlace } from "./hook-place.ts";
import { steadySettings } from "./steady-settings.ts";
import { usersOwnSettings } from "./users-own-settings.ts";

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

/** In which environment Git runs, and what stops it. */
export interface GitAccess {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** An index of its own, so that nobody's staged files are touched. */
  indexFile?: string;
  /** Told where a remote is asked again after a while. */
  onWait?: ((text: string) => void) | undefined;
}

/**
 * Git in one folder, with the user's own environment: simple-git otherwise drops GIT_SSH_COMMAND, GIT_ASKPASS and
 * others that CI systems authenticate with. It never asks for a password, since nobody may be there to answer.
 */
export function gitIn(directory: string, { env: usersOwn, signal, indexFile }: GitAccess): Git {
  const place = { ...withoutPlace(usersOwn), ...(indexFile && { GIT_INDEX_FILE: indexFile }) };
  const own = { ...place, GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
  const clientFor = (silentMs: number, onWords?: (words: string) => void): SimpleGit => {
    const env = { ...endingBySilence(silentMs), ...own };
    return simpleGit({
      baseDir: directory,
      abort: signal,
      timeout: { block: silentMs },
      allowEnvironment: Object.keys(env),
      unsafe: usersOwnSettings,
      errors: asExit,
    })
      .env(env)
      .outputHandler((_, stdout, stderr) => {
        endSilence(stdout);
        if (onWords) stderr.on("data", (chunk: Buffer) => onWords(chunk.toString()));
      });
  };
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

/** The command behind settings for it alone. */
const commandOf = (args: string[]): string => args.find((arg, index) => index % 2 === 0 && arg !== "-c") ?? "";

/** Git's helper for http does not hear that Git was stopped, and would wait for its server alone. */
const endingBySilence = (silentMs: number): NodeJS.ProcessEnv =>
  silentMs > 0 ? { GIT_HTTP_LOW_SPEED_LIMIT: "1", GIT_HTTP_LOW_SPEED_TIME: String(Math.ceil(silentMs / 1_000)) } : {};

/** By default an error without words on stderr counts as success. */
const asExit: NonNullable<SimpleGitOptions["errors"]> = (error, { exitCode, stdErr }) =>
  exitCode === 0 || error instanceof GitPluginError ? error : new GitExit(Buffer.concat(stdErr).toString(), exitCode);

/** simple-git waits 50 ms for the words of a command that ended without any; an empty one is enough for it. */
const endSilence = (stdout: NodeJS.ReadableStream) => stdout.once("end", () => stdout.emit("data", Buffer.alloc(0)));

function failureOf(command: string, error: Error): Failure {
  if (/spawn git ENOENT/.test(error.message)) return new GitMissing();
  return new GitFailure(`git ${command} failed`, error.message, error instanceof GitExit ? error.status : undefined);
}

/** simple-git keeps only errors of this kind as they are, and turns others into text. */
class GitExit extends GitError {
  readonly status: number;

  constructor(message: string, status: number) {
    super(undefined, message);
    this.status = status;
  }
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
