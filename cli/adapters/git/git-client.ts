import { GitError, GitPluginError, type SimpleGit, type SimpleGitOptions, simpleGit } from "simple-git";
import { withoutPlace } from "./hook-place.ts";
import { usersOwnSettings } from "./users-own-settings.ts";

/** In which environment Git runs, and what stops it. */
export interface ClientAccess {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** An index of its own, so that nobody's staged files are touched. */
  indexFile?: string;
}

/**
 * Git in one folder, with the user's own environment: simple-git otherwise drops GIT_SSH_COMMAND, GIT_ASKPASS and
 * others that CI systems authenticate with. It never asks for a password, since nobody may be there to answer.
 */
export function clientsIn(directory: string, { env: usersOwn, signal, indexFile }: ClientAccess) {
  const place = { ...withoutPlace(usersOwn), ...(indexFile && { GIT_INDEX_FILE: indexFile }) };
  const own = { ...place, GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
  return (silentMs: number, onWords?: (words: string) => void): SimpleGit => {
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
}

/** Git's helper for http does not hear that Git was stopped, and would wait for its server alone. */
const endingBySilence = (silentMs: number): NodeJS.ProcessEnv =>
  silentMs > 0 ? { GIT_HTTP_LOW_SPEED_LIMIT: "1", GIT_HTTP_LOW_SPEED_TIME: String(Math.ceil(silentMs / 1_000)) } : {};

/** By default an error without words on stderr counts as success. */
const asExit: NonNullable<SimpleGitOptions["errors"]> = (error, { exitCode, stdErr }) =>
  exitCode === 0 || error instanceof GitPluginError ? error : new GitExit(Buffer.concat(stdErr).toString(), exitCode);

/** simple-git waits 50 ms for the words of a command that ended without any; an empty one is enough for it. */
const endSilence = (stdout: NodeJS.ReadableStream) => stdout.once("end", () => stdout.emit("data", Buffer.alloc(0)));

/** simple-git keeps only errors of this kind as they are, and turns others into text. */
export class GitExit extends GitError {
  readonly status: number;

  constructor(message: string, status: number) {
    super(undefined, message);
    this.status = status;
  }
}
