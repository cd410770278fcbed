import { type Match, matchesOf, type Source } from "../packs/shared/scan.ts";
import type { Found } from "../packs/tree.ts";

/** How programs in JavaScript hand an address to what speaks to a service. */
const connects: Readonly<Record<string, readonly RegExp[]>> = {
  mongodb: [
    /\b(?:mongoose\.(?:connect|createConnection)|MongoClient\.connect|new MongoClient|MongooseModule\.forRoot)\(\s{0,40}(?:`\$\{)?([\w.$]{1,80})/g,
  ],
  redis: [/\b(?:new (?:Redis|IORedis)|createClient)\(\s{0,40}(?:\{\s{0,40}url\s{0,9}:\s{0,9})?([\w.$]{1,80})/g],
  postgres: [
    /\bconnectionString\s{0,9}:\s{0,9}([\w.$]{1,80})/g,
    /\b(?:postgres|neon|drizzle|pgp|createPool)\(\s{0,40}([\w.$]{1,80})/g,
  ],
  mysql: [/\bmysql2?\.create(?:Connection|Pool)\(\s{0,40}([\w.$]{1,80})/g],
  rabbitmq: [/\bamqp\w{0,12}\.connect\(\s{0,40}([\w.$]{1,80})/g],
};

const read = /^process\.env\.([A-Z][A-Z0-9_]{1,60})$/;
/** `db: process.env.STORE`, or a constant of the same. */
const kept = /\b(\w{1,60})["']?\s{0,9}[:=]\s{0,20}(?:`\$\{)?process\.env\.([A-Z][A-Z0-9_]{1,60})\b/g;
const taken = /\{([^{}]{1,2000})\}\s{0,9}=\s{0,9}process\.env\b(?!\.)/g;
/** What is no whole address, or no other program's. */
const ofParts = /(?:^|_)(?:HOST|HOSTNAME|PORT|USER|USERNAME|PASS|PASSWORD|NAME|ENV|TEST|SSL)(?:_|$)/;

/** The variables that a program hands to a service as its address, by the name of that service. */
export function handedTo(sources: readonly Source[]): { service: string; variable: Found<string> }[] {
  return Object.entries(connects).flatMap(([service, patterns]) =>
    patterns
      .flatMap((pattern) => [...matchesOf(sources, pattern)])
      .flatMap(({ groups: [said = ""], at }) => variableOf(said, at, sources) ?? [])
      .filter(({ value }) => !ofParts.test(value))
      .map((variable) => ({ service, variable })),
  );
}

function variableOf(said: string, at: string, sources: readonly Source[]): Found<string> | undefined {
  const direct = read.exec(said)?.[1];
  if (direct) return { value: direct, at };
  const name = said.split(".").at(-1) ?? "";
  if (isTaken(name, sources)) return { value: name, at };
  const places = [...matchesOf(sources, kept)].filter(({ groups }) => groups[0] === name);
  const [first] = places;
  return first && isOne(places) ? { value: first.groups[1] ?? "", at: first.at } : undefined;
}

/** `const { STORE } = process.env` */
const isTaken = (name: string, sources: readonly Source[]): boolean =>
  /^[A-Z][A-Z0-9_]{1,60}$/.test(name) &&
  [...matchesOf(sources, taken)].some(({ groups }) => (groups[0] ?? "").split(/[\s,=:]+/).includes(name));

/** A name that several things have says nothing. */
const isOne = (places: readonly Match[]): boolean => new Set(places.map(({ groups }) => groups[1])).size === 1;
