import { firstMatch, matchesOf, type Source } from "./scan.ts";
import { assumed, type Found } from "./tree.ts";

const conventionalPort = 8080;
const firstUnprivilegedPort = 1024;

/** Where sources say which port they listen on when PORT is not set, the most certain way first. */
const defaults: readonly RegExp[] = [
  /\bPORT\b["'\]]*(?:\s*,\s*10)?(?:\s*\))*\s*(?:\?\?|\|\|)\s*["'`]?(\d{2,5})\b/g, // Number(process.env.PORT) || 3000
  /\bPORT\b["']?\s*:\s*[\w.()]{1,80}\(\{?[^\n]{0,200}\bdefault\b[:(]\s*["']?(\d{2,5})\b/g, // PORT: z.coerce.number().default(3000)
  /["']PORT["']\s*,\s*["']?(\d{2,5})\b/g, // read("PORT", 3000)
  /\bPORT\s*(?::\s*\w+\s*)?=\s*["']?(\d{2,5})\b/g, // const { PORT = 3000 } = process.env
  /\bPORT\b\s*\?[^\n:?]{0,80}:\s*["']?(\d{2,5})\b/g, // process.env.PORT ? Number(process.env.PORT) : 3000
];

/** A port that no variable changes. */
const fixed: readonly RegExp[] = [
  /\.listen\(\s*["']?(\d{2,5})\b/g,
  /\.listen\(\s*\{[^}]{0,400}?\bport\s*:\s*["']?(\d{2,5})\b/g,
  /\bport\s*=\s*["']?(\d{2,5})\b/gi,
  /\bBun\.serve\(\s*\{[^}]{0,400}?\bport\s*:\s*(\d{2,5})\b/g,
];

/** Where databases and brokers listen: a source that names one speaks of them. */
const portsOfServices: ReadonlySet<number> = new Set([3306, 5432, 5672, 6379, 9092, 11211, 27017]);

const optionOfCommand = /(?:\bPORT=|--port[ =]|\s-p[ =]?)(\d{2,5})\b/;
const readsPort = /\benv(?:\.PORT\b|\[["']PORT["']\])/g;

export interface PortEvidence {
  sources: readonly Source[];
  /** The start command and where it stands. */
  start: Found<string>;
  /** `EXPOSE` of a Dockerfile that a person wrote. */
  exposed: Found<number> | undefined;
}

/** The port that the program listens on inside its container. */
export function detectPort({ sources, start, exposed }: PortEvidence): Found<number> {
  const option = optionOfCommand.exec(start.value)?.[1];
  if (option) return { value: Number(option), at: start.at };
  const fallback = firstNumber(sources, defaults);
  if (fallback && fallback.value >= firstUnprivilegedPort) return fallback;
  if (fallback) return { value: conventionalPort, at: `PORT, since ${fallback.value} (${fallback.at}) needs root` };
  const read = firstMatch(sources, readsPort);
  if (read) return exposed ?? { value: conventionalPort, at: `${assumed}, PORT is read in ${read.at}` };
  return firstNumber(sources, fixed) ?? exposed ?? { value: conventionalPort, at: assumed };
}

function firstNumber(sources: readonly Source[], patterns: readonly RegExp[]): Found<number> | undefined {
  for (const pattern of patterns) {
    for (const { groups, at } of matchesOf(sources, pattern)) {
      const value = Number(groups[0]);
      if (!portsOfServices.has(value)) return { value, at };
    }
  }
  return undefined;
}

/** A program that listens on the loopback address answers nobody outside of its container. */
export function detectLoopback(sources: readonly Source[]): string | undefined {
  return firstMatch(sources, /\.listen\([^;\n]{0,200}["'](?:localhost|127\.0\.0\.1)["']/g)?.at;
}

export function exposedPort(dockerfile: string | undefined): Found<number> | undefined {
  const match = /^EXPOSE\s+(\d+)/im.exec(dockerfile ?? "");
  if (!match || !dockerfile) return undefined;
  return { value: Number(match[1]), at: `Dockerfile:${dockerfile.slice(0, match.index).split("\n").length}` };
}
