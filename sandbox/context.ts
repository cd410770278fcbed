import { type Paths, sandboxPaths } from "./paths.ts";

/** Where a sandbox is made, and who hears of it. */
export interface SandboxContext {
  paths: Paths;
  /** Takes one line for people, without a line break. */
  report: (line: string) => void;
}

export interface ContextOptions {
  /** Takes one line of progress for people. */
  report?: (line: string) => void;
  /** Whose XDG folders say where the sandbox lives. */
  env?: NodeJS.ProcessEnv;
}

export const sandboxContext = ({ report = () => {}, env }: ContextOptions): SandboxContext => ({
  paths: sandboxPaths(env),
  report,
});
