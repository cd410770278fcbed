import type { Event, Listener } from "../events.ts";
import { redact } from "../secrets.ts";
import { jsonLines } from "./json-lines.ts";
import { plainLines } from "./plain.ts";

export type OutputFormat = "text" | "json";

export interface ReporterOptions {
  output: OutputFormat;
  verbose: boolean;
  quiet: boolean;
  env: NodeJS.ProcessEnv;
}

/** Chooses the listener for this terminal: JSON lines, spinner, or plain lines where nobody sees it turn. */
export async function createReporter(options: ReporterOptions): Promise<Listener> {
  if (options.output === "json") return jsonLines((text) => process.stdout.write(redact(text)));
  const show = shownEvents(options);
  const write = (text: string) => process.stderr.write(redact(text));
  if (options.quiet || options.verbose || !isInteractive(options.env)) return plainLines(write, show);
  const { spinner } = await import("./spinner.ts");
  const listener = spinner(process.stderr, show);
  return (event) => listener(redactEvent(event));
}

/** A person looks at the terminal: no CI, and both ends are terminals. */
export const isInteractive = (env: NodeJS.ProcessEnv): boolean =>
  Boolean(process.stderr.isTTY && process.stdin.isTTY && !env.CI && env.TERM !== "dumb");

function shownEvents({ verbose, quiet }: ReporterOptions): (event: Event) => boolean {
  if (quiet) return (event) => event.type === "warning" || event.type === "error";
  return (event) => event.type !== "output" || verbose;
}

const redactEvent = (event: Event): Event => JSON.parse(redact(JSON.stringify(event)));
