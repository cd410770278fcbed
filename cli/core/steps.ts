import { setTimeout as pause } from "node:timers/promises";
import { Failure, messageOf } from "../../lib/errors.ts";
import type { Listener, Milestone, StepKind } from "./events.ts";

/** What a running step can say: `progress` while it runs, `note` beside it, `say` for the words that stay behind its title. */
export interface Step {
  progress(text: string): void;
  note(text: string): void;
  say(text: string): void;
  /** Ends the step as failed with these words, while the workflow goes on: it knows what to do about it. */
  fail(text: string): void;
  output(line: string): void;
  /** Tells programs how far a pod came; people read it once it is over. */
  pod(name: string, text: string): void;
  signal: AbortSignal;
}

export interface Change<T> {
  /** What a dry run prints instead of making the change, a line each. */
  plan: string | string[];
  /** The value that a dry run goes on with. */
  expect: T;
  /** Takes the change back when it or a later step fails or is interrupted; answers false where nothing was to be done. */
  undo?: () => Promise<unknown>;
}

/** The two kinds of step a workflow is made of. */
export interface Steps {
  /** Reads the world, also in a dry run. */
  look<T>(title: string, task: (step: Step) => Promise<T>): Promise<T>;
  /** Changes the world; a dry run prints the plan and goes on with `expect`. */
  change<T>(title: string, change: Change<T>, task: (step: Step) => Promise<T>): Promise<T>;
  note(text: string): void;
  warn(text: string, hint?: string): void;
  /** Tells a line of a container's log, which is part of the answer. */
  log(source: string, text: string): void;
  /** Tells the answer as it is now, of a command that watches. */
  update(result: object): void;
  /** Tells programs what is true from now on; for people the steps and the result say it. */
  reach(milestone: Milestone): void;
  readonly signal: AbortSignal;
  readonly dryRun: boolean;
}

interface Undo {
  title: string;
  undo: () => Promise<unknown>;
}

/** Tells a story of steps; when it fails or is interrupted, takes back what said how, last change first. */
export async function runSteps<T>(
  { listener, dryRun, signal }: { listener: Listener; dryRun: boolean; signal: AbortSignal },
  story: (steps: Steps) => Promise<T>,
): Promise<T> {
  const undos: Undo[] = [];
  try {
    return await story(createSteps(listener, dryRun, signal, undos));
  } catch (error) {
    await takeBack(undos, listener);
    // Between two steps as well; a bug stays one.
    if (error instanceof Failure) throwIfStopped(signal);
    throw error;
  }
}

function createSteps(listener: Listener, dryRun: boolean, signal: AbortSignal, undos: Undo[]): Steps {
  return {
    signal,
    dryRun,
    look: (title, task) => runStep("look", title, listener, signal, task),
    async change(title, { plan, expect, undo }, task) {
      if (dryRun) {
        listener({ type: "planned", title, plan: [plan].flat() });
        return expect;
      }
      throwIfStopped(signal);
      // Before it ends: a change that fails half-way is taken back as well.
      if (undo) undos.push({ title, undo });
      return runStep("change", title, listener, signal, task);
    },
    note: (text) => listener({ type: "note", text }),
    log: (source, text) => listener({ type: "log", source, text }),
    update: (result) => listener({ type: "update", result }),
    reach: (milestone) => listener({ type: "milestone", ...milestone }),
    warn: (text, hint) => listener({ type: "warning", text, ...(hint && { hint }) }),
  };
}

async function runStep<T>(
  kind: StepKind,
  title: string,
  listener: Listener,
  signal: AbortSignal,
  task: (step: Step) => Promise<T>,
): Promise<T> {
  throwIfStopped(signal);
  const start = performance.now();
  const elapsed = () => Math.round(performance.now() - start);
  let said: string | undefined;
  let failed: string | undefined;
  listener({ type: "started", kind, title });
  try {
    const value = await task({
      signal,
      progress: (text) => listener({ type: "progress", title, text }),
      note: (text) => listener({ type: "note", text }),
      output: (text) => listener({ type: "output", text }),
      pod: (name, text) => listener({ type: "pod", pod: name, text }),
      say: (text) => {
        said = text;
      },
      fail: (text) => {
        failed = text;
      },
    });
    throwIfStopped(signal);
    if (failed) listener({ type: "failed", kind, title, ms: elapsed(), text: failed });
    else listener({ type: "finished", kind, title, ms: elapsed(), ...(said && { text: said }) });
    return value;
  } catch (error) {
    const ms = elapsed();
    await untilStopped(signal);
    listener({ type: "failed", kind, title, ms });
    throwIfStopped(signal);
    throw error;
  }
}

/** On a busy machine the end of a child that Ctrl-C reached was heard of 8 ms before the signal itself. */
const lateMs = 100;

/** Ctrl-C ends the processes of a step too: one that fails may be about to hear that it is stopped. */
const untilStopped = (signal: AbortSignal): Promise<unknown> => pause(lateMs, undefined, { signal }).catch(() => {});

/** A step that ends while the run is being stopped did not fail: it was stopped. */
function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw signal.reason;
}

async function takeBack(undos: Undo[], listener: Listener): Promise<void> {
  for (const { title, undo } of undos.reverse()) {
    try {
      if ((await undo()) !== false) listener({ type: "undone", title });
    } catch (error) {
      listener({ type: "warning", text: `could not take back "${title}": ${messageOf(error)}` });
    }
  }
}
