import type { Steps } from "./steps.ts";

/** What a command's workflow is given: where it runs, and how it talks. */
export interface Session {
  steps: Steps;
  cwd: string;
  /** Path of chatops.yaml, relative to `cwd` or absolute. */
  configFile: string;
  env: NodeJS.ProcessEnv;
  /** Nobody must be asked: --yes. */
  yes: boolean;
  /** A person can be asked. */
  interactive: boolean;
}
