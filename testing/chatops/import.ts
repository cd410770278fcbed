import type { Event } from "../../cli/core/events.ts";
import { type Prompt, runSession, type Session } from "../../cli/core/session.ts";
import type { Result } from "../../cli/results/all.ts";
import { exitCodeOf } from "../../cli/results/exit-code.ts";
import type { ImportResult } from "../../cli/results/import.ts";
import type { UndoResult } from "../../cli/results/undo.ts";
import { importLines } from "../../cli/views/import.ts";
import { undoLines } from "../../cli/views/undo.ts";
import { type ImportOptions, importProject, undoImports } from "../../cli/workflows/import/import.ts";
import { Mask } from "../../lib/mask.ts";
import { recorder } from "./recorder.ts";

interface Answered<R> {
  result: R;
  text: string[];
  exitCode: number;
  events: Event[];
  /** Everything that a person would have read on the way. */
  notes: string;
}

interface Circumstances {
  dryRun?: boolean | undefined;
  yes?: boolean | undefined;
  openPrompt?: (() => Prompt) | undefined;
  /** Told of every event; what it does can end the run. */
  onEvent?: ((event: Event, stop: () => void) => void) | undefined;
  /** What a person at the terminal types; without it nobody is there. */
  answer?: (question: string) => string;
}

const typing = (answer: (question: string) => string): Prompt => ({
  ask: async (question) => answer(question),
  close: () => {},
});

/** Runs `chatops import` in a folder. */
export const importIn = (
  cwd: string,
  { dryRun, yes, openPrompt, onEvent, answer, ...options }: Partial<ImportOptions> & Circumstances = {},
): Promise<Answered<ImportResult>> =>
  runIn(
    cwd,
    { dryRun, yes: answer ? false : yes, openPrompt: answer ? () => typing(answer) : openPrompt, onEvent },
    (session) => importProject(session, { place: ".", draft: true, ...options }),
    importLines,
  );

/** Runs `chatops import --undo` in a folder. */
export const undoIn = (cwd: string, circumstances: Circumstances = {}): Promise<Answered<UndoResult>> =>
  runIn(cwd, circumstances, (session) => undoImports(session, "."), undoLines);

async function runIn<R extends Result>(
  cwd: string,
  { dryRun = false, yes = true, openPrompt, onEvent }: Circumstances,
  work: (session: Session) => Promise<R>,
  view: (result: R) => string[],
): Promise<Answered<R>> {
  const { events, listener } = recorder();
  const controller = new AbortController();
  const told = (event: Event) => {
    listener(event);
    onEvent?.(event, () => controller.abort(new Error("stopped")));
  };
  const mask = new Mask(process.env);
  const settings = { cwd, env: process.env, mask, signal: controller.signal, listener: told, dryRun, yes, openPrompt };
  const result = await runSession(settings, work);
  const notes = events.flatMap((event) => (event.type === "note" || event.type === "warning" ? [event.text] : []));
  return { result, text: view(result), exitCode: exitCodeOf(result), events, notes: notes.join("\n") };
}

/** What an import did with each file. */
export const actionsOf = ({ result }: Answered<ImportResult>): Record<string, string> =>
  Object.fromEntries(result.files.map((file) => [file.path, file.action]));
