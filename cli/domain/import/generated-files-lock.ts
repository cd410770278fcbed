import { createHash } from "node:crypto";

export const lockFile = "chatops.lock";

/** What the last import generated, by path: it tells whose a file is that differs from what this import generates. */
export type Lock = ReadonlyMap<string, string>;

const header =
  "# What `chatops import` generated last: it updates a file that still matches, every other one is yours.\n";
const entry = /^([0-9a-f]{64}) {2}(.+)$/gm;

/** The same for both line ends, which Git may change. */
export const digestOf = (content: string): string =>
  createHash("sha256").update(content.replaceAll("\r\n", "\n")).digest("hex");

export const readLock = (text: string | undefined): Lock =>
  new Map([...(text ?? "").matchAll(entry)].map(([, digest = "", path = ""]) => [path, digest]));

/** In the format of sha256sum: `sha256sum --check chatops.lock` names the files that were changed since. */
export const writeLock = (lock: Lock): string =>
  header +
  [...lock]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, digest]) => `${digest}  ${path}\n`)
    .join("");
