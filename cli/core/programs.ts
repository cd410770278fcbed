import { type RunOptions, type RunResult, run } from "../../lib/processes.ts";

export interface ProgramOptions extends Omit<RunOptions, "env" | "inherits"> {
  /** All that the program gets, and where it is looked for: the session's environment, never that of this process. */
  env: NodeJS.ProcessEnv;
}

/** Runs a program in the environment of a session. */
export const runProgram = (command: string, args: string[], options: ProgramOptions): Promise<RunResult> =>
  run(command, args, { ...options, inherits: false });
