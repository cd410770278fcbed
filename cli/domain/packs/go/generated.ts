import { dirname } from "node:path/posix";
import type { Warning } from "../pack.ts";
import { matchesOf, type Source } from "../shared/scan.ts";
import { type Found, isOutOfSight, type ProjectTree } from "../tree.ts";

/** What makes code that nobody commits, and what shows that a project uses it. */
const generators: readonly { file: RegExp; command: string }[] = [
  { file: /^gqlgen\.ya?ml$/, command: "go run github.com/99designs/gqlgen generate" },
];

/** Packages of the module that its sources import, and of which no file is there. */
export const missingPackages = (
  { paths }: ProjectTree,
  sources: readonly Source[],
  module: string,
): Found<string>[] => {
  const own = [
    ...matchesOf(sources, /^(?:import[ \t]{1,9})?[ \t]{0,9}(?:[\w.]{1,60}[ \t]{1,9})?"([\w.~/-]{1,200})"$/gm),
  ]
    .map(({ groups: [path = ""], at }) => ({
      value: path.startsWith(`${module}/`) ? path.slice(module.length + 1) : "",
      at,
    }))
    .filter(({ value }) => value !== "" && !isOutOfSight(value) && !paths.some((path) => path.startsWith(`${value}/`)));
  return own.filter(({ value }, index) => own.findIndex((other) => other.value === value) === index);
};

/** What looks for its files beside the source that asks for them, unless a tool has put them into the program. */
const boxes = /\brice\.(?:Must)?FindBox\(/g;
const boxFile = /(?:^|\/)rice-box\.go$/;

/** Has go.rice put the files into each package that asks for some. */
export function boxed({ paths }: ProjectTree, sources: readonly Source[]): Found<string>[] {
  const asking = [...matchesOf(sources, boxes)].map(({ at }) => ({ folder: dirname(at), at }));
  const open = asking.filter(({ folder }) => !paths.some((path) => boxFile.test(path) && dirname(path) === folder));
  const folders = [...new Set(open.map(({ folder }) => folder))];
  const named = folders.map((folder) => (folder === "." ? "-i ." : `-i ./${folder}`)).join(" ");
  const [first] = open;
  return first ? [{ value: `go run github.com/GeertJohan/go.rice/rice@v1.0.2 ${named} embed-go`, at: first.at }] : [];
}

/** The commands that make them: those that the sources name, else those of a known tool. */
export function generatedBy({ texts }: ProjectTree, missing: readonly Found<string>[]): string[] {
  if (missing.length === 0) return [];
  const isNamed = [...texts].some(([path, text]) => path.endsWith(".go") && /^\/\/go:generate go run /m.test(text));
  if (isNamed) return ["go generate ./..."];
  const makes = (text: string) => missing.some(({ value }) => text.includes(`${value}/`));
  return generators
    .filter(({ file }) => [...texts].some(([path, text]) => file.test(path) && makes(text)))
    .map(({ command }) => command);
}

export const generatedWarnings = (missing: readonly Found<string>[], commands: readonly string[]): Warning[] =>
  commands.length > 0
    ? []
    : missing.slice(0, 3).map(({ value, at }) => ({
        text: `${at} imports ${value}, which is not in the repository: the build ends there`,
        hint: "Commit what a tool made there, or write a Dockerfile that runs the tool before `go build`.",
      }));
