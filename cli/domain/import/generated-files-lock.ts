import { createHash } from "node:crypto";
import type { MeasuredServices } from "./measured.ts";

export const lockFile = "chatops.lock";

/** What the last import generated, by path: it tells whose a file is that differs from what this import generates. */
export type Lock = ReadonlyMap<string, string>;

/** What an import wrote that is a person's file from then on, or that took the place of one. */
export interface Written {
  /** Digest of what was written; undefined where the file was taken away. */
  digest: string | undefined;
  /** Git's name for what was there before; undefined where nothing was. */
  before: string | undefined;
}

/** By path: with the lock itself, all that there is to take back. */
export type WrittenFiles = ReadonlyMap<string, Written>;

const header =
  "# What `chatops import` generated last: it updates a file that still matches, every other one is yours.\n";
const entry = /^([0-9a-f]{64}) {2}(.+)$/gm;
const undoHeader = "# What it wrote once, or over a file that Git holds, as `chatops import --undo` reads it.\n";
const undoEntry = /^# (-|[0-9a-f]{64}) (-|[0-9a-f]{40,64}) {2}(.+)$/gm;
const nothing = "-";
const measuredHeader = "# What `chatops import --prove` measured last, which the chart is sized by.\n";
const measuredEntry = /^# (\d+) MiB, (?:healthy after (\d+) s|no health check) {2}(.+)$/gm;

/** The same for both line ends, which Git may change. */
export const digestOf = (content: string): string =>
  createHash("sha256").update(content.replaceAll("\r\n", "\n")).digest("hex");

export const readLock = (text: string | undefined): Lock =>
  new Map([...(text ?? "").matchAll(entry)].map(([, digest = "", path = ""]) => [path, digest]));

export const readWritten = (text: string | undefined): WrittenFiles =>
  new Map(
    [...(text ?? "").matchAll(undoEntry)].map(([, digest, before, path = ""]) => [
      path,
      { digest: present(digest), before: present(before) },
    ]),
  );

/** By name of the service. */
export const readMeasured = (text: string | undefined): MeasuredServices =>
  new Map(
    [...(text ?? "").matchAll(measuredEntry)].map(([, memory, start, service = ""]) => [
      service,
      { memory: Number(memory), start: start === undefined ? undefined : Number(start) },
    ]),
  );

const present = (word: string | undefined) => (word === nothing ? undefined : word);

/** In the format of sha256sum: `sha256sum --check chatops.lock` names the files that were changed since. */
export const writeLock = (
  lock: Lock,
  written: WrittenFiles = new Map(),
  measured: MeasuredServices = new Map(),
): string =>
  [
    header,
    ...sorted(lock).map(([path, digest]) => `${digest}  ${path}\n`),
    ...(written.size > 0 ? [undoHeader] : []),
    ...sorted(written).map(([path, { digest = nothing, before = nothing }]) => `# ${digest} ${before}  ${path}\n`),
    ...(measured.size > 0 ? [measuredHeader] : []),
    ...sorted(measured).map(([service, { memory, start }]) => {
      const health = start === undefined ? "no health check" : `healthy after ${start} s`;
      return `# ${memory} MiB, ${health}  ${service}\n`;
    }),
  ].join("");

const sorted = <T>(entries: ReadonlyMap<string, T>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
