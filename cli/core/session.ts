import type { Mask } from "../../lib/mask.ts";
import { withMask } from "../../lib/secrets.ts";
import { configFile as usualFile } from "./config/file.ts";
import type { Event, Listener } from "./events.ts";
import { maskedEvent } from "./masked-event.ts";
import { runSteps, type Steps } from "./steps.ts";

/** Asks a person. */
export interface Prompt {
  /** The line that is typed; undefined where the input ends (Ctrl-D). */
  ask(question: string): Promise<string | undefined>;
  close(): void;
}

/** Where a workflow runs, and who hears of it. Nothing of it belongs to the process, so one process can run several. */
export interface SessionSettings {
  cwd: string;
  /** @default "chatops.yaml" */
  configFile?: string | undefined;
  env: NodeJS.ProcessEnv;
  /** Knows what must not be told; it learns more as the workflow reads credentials. */
  mask: Mask;
  signal: AbortSignal;
  listener: Listener;
  dryRun: boolean;
  yes: boolean;
  openPrompt?: ((signal: AbortSignal) => Prompt) | undefined;
}

/** What a command's workflow is given: where it runs, and how it talks. */
export interface Session {
  steps: Steps;
  cwd: string;
  /** Path of chatops.yaml, relative to `cwd` or absolute. */
  configFile: string;
  env: NodeJS.ProcessEnv;
  /** Nobody must be asked: --yes. */
  yes: boolean;
  /** Opens the terminal for questions; undefined where nobody can be asked. */
  openPrompt: (() => Prompt) | undefined;
}

/** Runs a workflow in a session of its own. */
export function runSession<T>(settings: SessionSettings, work: (session: Session) => Promise<T>): Promise<T> {
  const { listener, dryRun, signal, mask, openPrompt, configFile = usualFile, ...own } = settings;
  const telling = { listener: (event: Event) => listener(maskedEvent(event)), dryRun, signal };
  const prompt = openPrompt && (() => openPrompt(signal));
  return withMask(mask, () => runSteps(telling, (steps) => work({ ...own, steps, configFile, openPrompt: prompt })));
}
