import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Failure } from "../../lib/errors.ts";
import { type ExitReason, exitCodes, exitOf } from "../core/exit-codes.ts";

type StopSignal = "SIGINT" | "SIGTERM";

/** The reason that an interrupted run ends with. */
const interruption = (name: StopSignal, message = "stopped; nothing is lost") =>
  new Failure<ExitReason>(name === "SIGINT" ? "interrupted" : "terminated", message, {
    hint: "Run the same command again to complete it.",
  });

/** How long a command lasts: until its work is done, as long as somebody watches, or until the service is stopped. */
export type Lasting = "task" | "watch" | "service";

/** npm, npx and other parents hand on a Ctrl-C that the terminal has sent to this process already. */
const echoMs = 300;
/** How long a run that is stopped may take to end in order; a service waits for runs of its own, each of which has that long. */
const orderlyMs: Record<Lasting, number> = { task: 4_300, watch: 4_300, service: 8_000 };

export interface Stopping {
  signal: AbortSignal;
  /** The exit code of what ended because of the signal, where that is no failure to tell of. */
  expected: (error: unknown) => number | undefined;
  /** The run has ended, and has reported how. */
  dispose: () => void;
}

/**
 * Ctrl-C and SIGTERM stop the run in order; a second Ctrl-C ends it at once. A run that does not end in order, whatever it
 * waits for, is ended by force, with the programs that it started; `report` is told of it.
 */
export function stopOnSignals(lasting: Lasting, report: (failure: Failure) => void): Stopping {
  const controller = new AbortController();
  const children = watchChildren();
  let since = 0;
  let hasEnded = false;
  const endByForce = (name: StopSignal) => {
    children.kill();
    // It has said how it ended, and only what it started goes on.
    if (hasEnded) process.exit();
    report(interruption(name, "stopped by force: it did not end in order; nothing is lost"));
    process.exit(exitOf(interruption(name)).exitCode);
  };
  const stop = (name: StopSignal) => {
    if (controller.signal.aborted) {
      if (performance.now() - since > echoMs) process.exit(exitOf(interruption(name)).exitCode);
      return;
    }
    since = performance.now();
    setTimeout(endByForce, orderlyMs[lasting], name).unref();
    controller.abort(interruption(name));
  };
  const onInterrupt = () => stop("SIGINT");
  const onTerminate = () => stop("SIGTERM");
  process.on("SIGINT", onInterrupt).on("SIGTERM", onTerminate);
  return {
    signal: controller.signal,
    expected: (error) => {
      const { aborted, reason } = controller.signal;
      // What fails because it is stopped is no bug, whichever part says so first.
      if (lasting === "task" || !aborted || !(error instanceof Failure)) return undefined;
      return lasting === "service" ? exitCodes.done.code : exitOf(reason).exitCode;
    },
    dispose: () => {
      hasEnded = true;
      process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate);
      children.end();
    },
  };
}

/** A process that Node has started. */
interface Child {
  kill: (signal: "SIGKILL") => void;
  once: (event: "exit", listener: () => void) => this;
}

/** Knows the processes that run below this one, whoever starts them. */
function watchChildren() {
  const running = new Set<Child>();
  const onStart = (message: unknown) => {
    const { process: child } = message as { process: Child };
    running.add(child.once("exit", () => running.delete(child)));
  };
  subscribe("child_process", onStart);
  return {
    kill: () => {
      for (const child of running) child.kill("SIGKILL");
    },
    end: () => void unsubscribe("child_process", onStart),
  };
}
