import { type Found, lineAt, type ProjectTree } from "../tree.ts";
import { requirementFile } from "./manifest.ts";

/** Lock files that name what is downloaded. */
export const lockFiles = ["uv.lock", "poetry.lock", "pdm.lock"];

const wheel = /\b([A-Za-z0-9][\w.]{0,80})-[\w.!+]{1,60}-(cp3\d{1,2}|py[\w.]{1,20})-(\w{1,20})-([\w.]{1,120})\.whl\b/g;

/** What stands in for a newer Python's own, and is left out where that is taken. */
const ofOldPython = /^(?:backports|typed_ast|pickle5|contextvars|dataclasses|zoneinfo)\b/i;

/**
 * The newest Python for which everything is built that the lock file names: what is older than a Python has to be compiled
 * for it, which it may not know how to do.
 */
export function newestWithWheels({ texts }: ProjectTree): Found<string> | undefined {
  const file = lockFiles.find((path) => texts.has(path));
  if (!file) return undefined;
  const newest = new Map<string, number>();
  for (const [, name = "", python = "", abi = "", platform = ""] of (texts.get(file) ?? "").matchAll(wheel)) {
    if (!/linux|^any$/.test(platform) || ofOldPython.test(name)) continue;
    const isForAll = !python.startsWith("cp") || abi === "abi3";
    const minor = isForAll ? Number.POSITIVE_INFINITY : Number(python.slice("cp3".length));
    newest.set(name, Math.max(minor, newest.get(name) ?? 0));
  }
  const [name, minor] = [...newest].sort(([, a], [, b]) => a - b)[0] ?? [];
  return minor && Number.isFinite(minor) ? { value: `3.${minor}`, at: `${file} ${name}` } : undefined;
}

/** Packages that no newer Python compiles, and of which version on they are built for one. */
const firstBuilt: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  numpy: { "3.13": "2.1.0", "3.12": "1.26.0", "3.11": "1.23.2", "3.10": "1.21.3" },
  pandas: { "3.13": "2.2.3", "3.12": "2.1.1", "3.11": "1.5.1", "3.10": "1.3.3" },
  scipy: { "3.13": "1.14.1", "3.12": "1.11.2", "3.11": "1.9.2", "3.10": "1.7.2" },
  "scikit-learn": { "3.13": "1.5.2", "3.12": "1.3.1", "3.11": "1.1.3", "3.10": "1.0.2" },
  greenlet: { "3.13": "3.1.0", "3.12": "3.0.0", "3.11": "2.0.0", "3.10": "1.1.2" },
  gevent: { "3.13": "24.10.1", "3.12": "23.9.0", "3.11": "22.10.1", "3.10": "21.8.0" },
  asyncpg: { "3.13": "0.30.0", "3.12": "0.29.0", "3.11": "0.27.0", "3.10": "0.25.0" },
  aiohttp: { "3.13": "3.10.6", "3.12": "3.9.0", "3.11": "3.8.3", "3.10": "3.8.0" },
  "pydantic-core": { "3.13": "2.20.0", "3.12": "2.10.0" },
  "psycopg2-binary": { "3.13": "2.9.10", "3.12": "2.9.8", "3.11": "2.9.5", "3.10": "2.9.2" },
  pyyaml: { "3.13": "6.0.2", "3.12": "6.0.1", "3.10": "6.0" },
  uvloop: { "3.13": "0.21.0", "3.12": "0.19.0", "3.11": "0.17.0" },
  grpcio: { "3.13": "1.67.0", "3.12": "1.59.0", "3.11": "1.49.1", "3.10": "1.41.0" },
};

const pin = /^([A-Za-z][\w.-]{0,60})(?:\[[\w, -]{0,60}\])?\s{0,3}==\s{0,3}(\d[\d.]{0,20})/gm;

/** The same by what a list of requirements pins. */
export function newestForPins({ texts }: ProjectTree): Found<string> | undefined {
  const limits = [...texts].flatMap(([path, text]) =>
    requirementFile.test(path)
      ? [...text.matchAll(pin)].flatMap((match): Found<string>[] => {
          const [, name = "", version = ""] = match;
          const built = Object.entries(firstBuilt[name.toLowerCase().replaceAll("_", "-")] ?? {});
          const unbuilt = built.filter(([, first]) => isOlder(version, first)).map(([python]) => minorOf(python));
          return unbuilt.length > 0
            ? [{ value: `3.${Math.min(...unbuilt) - 1}`, at: `${path}:${lineAt(text, match.index)} ${match[0]}` }]
            : [];
        })
      : [],
  );
  return limits.sort((a, b) => minorOf(a.value) - minorOf(b.value))[0];
}

export const minorOf = (python: string) => Number(python.slice("3.".length));

function isOlder(version: string, first: string): boolean {
  const [own, other] = [version, first].map((text) => text.split(".").map(Number));
  for (const [index, part] of (other ?? []).entries()) {
    const difference = (own?.[index] ?? 0) - part;
    if (difference !== 0) return difference < 0;
  }
  return false;
}
