import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { Failure } from "../../../lib/errors.ts";
import { importIn } from "../../../testing/chatops/import.ts";
import { random } from "../../../testing/chatops/interruptions.ts";
import { examples, severalExamples } from "../../../testing/fixtures/examples.ts";
import { type Files, folder } from "../../../testing/fixtures/folder.ts";
import { initRepository } from "../../../testing/git/repository.ts";
import { isFull } from "../../../testing/setup/short-run.ts";

const seed = Number(process.env.CHATOPS_TEST_SEED ?? 1);
const rounds = isFull ? 1500 : 25;
const projects: readonly Files[] = [...examples(), ...severalExamples()].map(({ files }) => files);

type Next = () => number;
const one = <T>(next: Next, list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;

const oddNames = ["a b", "ü", "-rf", "$(x)", "'\"", "a\nb", "%s", "..a", "con", "{{ x }}", "__NAME__", "x".repeat(200)];
const oddTexts = [
  "",
  "\0\u0001\ufffd",
  "[".repeat(5000),
  "{".repeat(5000),
  "a: &a [*a]\n",
  "<a>".repeat(2000),
  "\ufeff{}\r\n",
  "null",
];

/** What people, editors and merges do to files, each to a project of text by path. */
const damages: readonly ((files: Map<string, string | Buffer>, path: string, next: Next) => void)[] = [
  (files, path) => files.delete(path),
  (files, path, next) => files.set(path, one(next, oddTexts)),
  (files, path, next) => files.set(path, String(files.get(path)).slice(0, Math.floor(next() * 400))),
  (files, path, next) => files.set(path, Buffer.from(Array.from({ length: 300 }, () => Math.floor(next() * 256)))),
  (files, path) => files.set(path, String(files.get(path)).replaceAll(/["'{}[\]]/g, "")),
  (files, path) => files.set(path, String(files.get(path)).replaceAll("\n", "\r\n")),
  (files, path) => files.set(path, `<<<<<<< HEAD\n${files.get(path)}=======\n>>>>>>> other\n`),
  (files, path, next) => files.set(one(next, [...files.keys()]), files.get(path) ?? ""),
  (files, path, next) => files.set(`${one(next, oddNames)}/${path}`, files.get(path) ?? ""),
  (files, path, next) => files.set(join(dirname(path), one(next, oddNames)), files.get(path) ?? ""),
];

/** Links in a project's place of a file that is read or written. */
const places = [
  "Dockerfile",
  "chart",
  "chatops.yaml",
  "compose.yaml",
  "package.json",
  "src",
  ".gitignore",
  "chatops.lock",
];
const targets = ["../outside/secret", "../outside", ".", "nowhere", "/dev/null"];

function damaged(next: Next): string {
  const directory = folder();
  const files = new Map<string, string | Buffer>(
    Object.entries(one(next, projects)).map(([path, text]) => [path, String(text)]),
  );
  for (let count = Math.floor(next() * 6); count >= 0 && files.size > 0; count -= 1)
    one(next, damages)(files, one(next, [...files.keys()]), next);
  for (const [path, content] of files) write(join(directory, path), content);
  if (next() < 0.4) link(join(directory, one(next, places)), one(next, targets));
  write(join(directory, "../outside/secret"), "kept");
  return directory;
}

/** A name that is a folder already stays one. */
function write(path: string, content: string | Buffer): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  } catch (error) {
    if (!["EISDIR", "ENOTDIR", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

function link(path: string, target: string): void {
  rmSync(path, { recursive: true, force: true });
  symlinkSync(target, path);
}

/** What is in a folder, without Git's own; of a link, where it leads. */
const contentsOf = (directory: string): Map<string, string> =>
  new Map(filesIn(directory, "").map((path) => [path, contentOf(join(directory, path))] as const));

/** Links are not followed: they may lead to where they are. */
function filesIn(directory: string, folder: string): string[] {
  const entries = readdirSync(join(directory, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return entry.name === ".git" ? [] : filesIn(directory, path);
  });
}

const contentOf = (path: string) =>
  lstatSync(path).isSymbolicLink() ? readlinkSync(path) : readFileSync(path, "latin1");

describe(`any project (CHATOPS_TEST_SEED=${seed})`, () => {
  const next = random(seed);

  test.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    "number %i is imported, or refused in words",
    async () => {
      const directory = damaged(next);
      if (next() < 0.8) initRepository(directory);
      const before = contentsOf(join(directory, ".."));
      const dryRun = next() < 0.3;
      const failure = await importIn(directory, { dryRun, image: "registry.example.com/team/app" }).then(
        () => undefined,
        (error) => error,
      );
      if (failure !== undefined) expect(failure, failure?.stack).toBeInstanceOf(Failure);
      const after = contentsOf(join(directory, ".."));
      for (const [path, text] of before) expect(after.get(path), path).toBe(text);
      const added = [...after.keys()].filter((path) => !before.has(path));
      expect(added.filter((path) => dryRun || failure || !path.startsWith("project/"))).toEqual([]);
    },
  );
});
