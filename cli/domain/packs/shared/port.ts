import { assumed, type Found } from "../tree.ts";
import type { Language } from "./language.ts";
import type { PortVariable } from "./port-variable.ts";
import { firstMatch, type Match, matchesOf, type Source } from "./scan.ts";

const conventionalPort = 8080;
const firstUnprivilegedPort = 1024;

/** Where databases and brokers listen, and Go's profiler: a source that names one speaks of them. */
const portsOfServices: ReadonlySet<number> = new Set([3306, 5432, 5672, 6060, 6379, 9092, 11211, 27017]);

const optionOfCommand = /(?:\bPORT=|--port[ =]|\s-p[ =]?)(?:\$\{\w{1,80}:?[-=])?(\d{2,5})\b/;

export interface PortEvidence {
  sources: readonly Source[];
  language: Language;
  /** The start command and where it stands. */
  start: Found<string>;
  /** Where the server of its framework listens that is told nothing else. */
  usual?: Found<number> | undefined;
  /** The same, if the sources name no other port. */
  ifUnsaid?: Found<number> | undefined;
  /** The port that a chart expects of a program that listens where it is told to. */
  expected?: Found<number> | undefined;
  /** The port that its settings say, which its code leaves open. */
  settings?: Found<number> | undefined;
  /** Another variable than PORT. */
  variable?: PortVariable | undefined;
  /** A variable for the whole address. */
  listen?: Found<number> | undefined;
}

/** The port that the program listens on inside its container. */
export function detectPort({
  sources,
  language,
  start,
  usual,
  ifUnsaid,
  expected,
  settings,
  variable,
  listen,
}: PortEvidence): Found<number> {
  const option = optionOfCommand.exec(start.value)?.[1];
  if (option) return { value: Number(option), at: start.at };
  const fallback = firstNumber(sources, language.port.defaults);
  if (expected && (fallback ?? firstMatch(sources, language.port.read))) return expected;
  if (fallback && fallback.value >= firstUnprivilegedPort) return fallback;
  if (usual) return usual;
  if (fallback && settings && !portsOfServices.has(settings.value)) return settings;
  if (fallback) return { value: conventionalPort, at: `PORT, since ${fallback.value} (${fallback.at}) needs root` };
  const read = firstMatch(sources, language.port.read);
  const set = inSettings(sources, language);
  const isLeftToSettings = read && /^[)\s]*(?:\?\?|\|\|)\s*[\w.]*(?:\(["'][\w.]{0,60})?\bport\b/i.test(read.after);
  if (set && (!read || isLeftToSettings)) return set;
  if (isLeftToSettings && settings && !portsOfServices.has(settings.value)) return settings;
  if (read)
    return namedBeside(sources, read) ?? { value: conventionalPort, at: `${assumed}, PORT is read in ${read.at}` };
  if (settings && !portsOfServices.has(settings.value)) return settings;
  if (variable) return { value: variable.value ?? conventionalPort, at: `${variable.at} ${variable.name}` };
  if (listen) return { value: listen.value, at: listen.at };
  return preferred(sources, language.port.fixed) ?? ifUnsaid ?? { value: conventionalPort, at: assumed };
}

/** `port: 9000` in a file of defaults. */
function inSettings(sources: readonly Source[], { port: { setting } }: Language): Found<number> | undefined {
  if (!setting || !firstMatch(sources, setting.listens)) return undefined;
  const files = sources.filter(({ path }) => setting.files.test(path));
  return firstNumber(files, [setting.said], firstUnprivilegedPort);
}

/** `const defaultPort = "3550"`, `port := 3550`, `DEFAULT_PORT: u16 = 3550` */
const defaultPort =
  /\bdefault_?(?:http_?|server_?|listen_?|web_?|app_?)?port\b[ \t]{0,9}(?::[ \t]{0,9}[\w&' ]{1,20}|string|u?int\d{0,2})?[ \t]{0,9}:?=[ \t]{0,9}["'`]?:?(\d{4,5})\b/gi;
const ownPort =
  /\b(?:http_?|server_?|listen_?|web_?|app_?)?port\b[ \t]{0,9}(?::[ \t]{0,9}[\w&' ]{1,20}|string|u?int\d{0,2})?[ \t]{0,9}:?=[ \t]{0,9}["'`]?:?(\d{4,5})\b/gi;

/** What PORT is without being set, if that has a name: in the file that reads it, or one that says what it is for. */
function namedBeside(sources: readonly Source[], { at }: Match): Found<number> | undefined {
  const file = sources.filter(({ path }) => at.startsWith(`${path}:`));
  return (
    firstNumber(file, [defaultPort, ownPort], firstUnprivilegedPort) ??
    firstNumber(sources, [defaultPort], firstUnprivilegedPort)
  );
}

/** One that needs root may be that of another listener. */
const preferred = (sources: readonly Source[], patterns: readonly RegExp[]) =>
  firstNumber(sources, patterns, firstUnprivilegedPort) ?? firstNumber(sources, patterns);

function firstNumber(sources: readonly Source[], patterns: readonly RegExp[], least = 1): Found<number> | undefined {
  for (const pattern of patterns) {
    for (const { groups, at } of matchesOf(sources, pattern)) {
      const value = Number(groups[0]);
      if (value >= least && !portsOfServices.has(value)) return { value, at };
    }
  }
  return undefined;
}

/** A program that listens on the loopback address answers nobody outside of its container. */
export function detectLoopback(sources: readonly Source[], language: Language): string | undefined {
  return firstMatch(sources, language.loopback)?.at;
}
