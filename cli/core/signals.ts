import { Failure } from "./errors.ts";

type StopSignal = "SIGINT" | "SIGTERM";

/** The reason that an interrupted run ends with. */
const interruption = (name: StopSignal) =>
  new Failure(name === "SIGINT" ? "interrupted" : "terminated", "stopped; nothing is lost", {
    hint: "Run the same command again to complete it.",
  });

/** npm, npx and other parents hand on a Ctrl-C that the terminal has sent to this process already. */
const echoMs = 300;

/** Ctrl-C and SIGTERM stop the run in order; a second Ctrl-C ends it at once. */
export function stopOnSignals(): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  let since = 0;
  const stop = (name: StopSignal) => {
    if (controller.signal.aborted) {
      if (performance.now() - since > echoMs) process.exit(interruption(name).exitCode);
      return;
    }
    since = performance.now();
    controller.abort(interruption(name));
  };
  const onInterrupt = () => stop("SIGINT");
  const onTerminate = () => stop("SIGTERM");
  process.on("SIGINT", onInterrupt).on("SIGTERM", onTerminate);
  return {
    signal: controller.signal,
    dispose: () => void process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate),
  };
}
