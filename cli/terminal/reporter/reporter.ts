import type { Event, Listener } from "../../core/events.ts";
import { coloured } from "./colours.ts";
import { jsonLines } from "./json-lines.ts";
import { plainLines } from "./plain.ts";

export type OutputFormat = "text" | "json";

export interface ReporterOptions {
  output: OutputFormat;
  verbose: boolean;
  quiet: boolean;
  env: NodeJS.ProcessEnv;
}

/** Chooses the listener for this terminal: JSON lines, a spinner, or plain lines where nobody sees it turn. */
export async function createReporter(options: ReporterOptions): Promise<Listener> {
  if (options.output === "json") return jsonLines((text) => process.stdout.write(text));
  const show = shownEvents(options);
  if (options.quiet || options.verbose || !canSpin(options.env)) {
    return plainLines((line) => process.stderr.write(`${coloured(line, process.stderr)}\n`), show);
  }
  const { spinner } = await import("./spinner.ts");
  return spinner(process.stderr, show);
}

/** A person looks at the terminal: no CI, and both ends are terminals. */
export const isInteractive = (env: NodeJS.ProcessEnv): boolean =>
  Boolean(process.stderr.isTTY && process.stdin.isTTY && !env.CI && env.TERM !== "dumb");

/** A terminal that does not know its width, as pseudo-terminals of CI systems often do, sends ora into an endless loop. */
const canSpin = (env: NodeJS.ProcessEnv): boolean => isInteractive(env) && process.stderr.columns > 0;

function shownEvents({ verbose, quiet }: ReporterOptions): (event: Event) => boolean {
  if (quiet) return (event) => event.type === "warning" || event.type === "error";
  return (event) => event.type !== "output" || verbose;
}
