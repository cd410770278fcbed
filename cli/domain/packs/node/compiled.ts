import { join, relative } from "node:path/posix";
import { withoutTrailing } from "../../../core/text.ts";
import { type Found, lineAt, type ProjectTree } from "../tree.ts";
import { javascript } from "./language.ts";
import type { Manifest } from "./manifest.ts";

const settingsFile = "tsconfig.json";

/** The file that the build makes of a source in TypeScript, where its scripts compile by TypeScript's own compiler. */
export function compiledOf(source: string, manifest: Manifest, tree: ProjectTree): Found<string> | undefined {
  const file = source.replace(/^\.\//, "");
  const bundled = bundleOf(file, manifest);
  if (bundled) return bundled;
  const name = namedBy(manifest);
  if (name === undefined || !/\.[cm]?ts$/.test(file) || !tree.paths.includes(file)) return undefined;
  const texts = [name, settingsFile].map((path) => withoutRemarks(tree.texts.get(path) ?? ""));
  const said = (pattern: RegExp) => texts.map((text) => pattern.exec(text)?.[1]).find((one) => one !== undefined);
  const output = said(/"outDir"\s{0,9}:\s{0,9}"([^"]{1,120})"/);
  if (output === undefined || texts.some((text) => /"noEmit"\s{0,9}:\s{0,9}true/.test(text))) return undefined;
  const root = said(/"rootDir"\s{0,9}:\s{0,9}"([^"]{1,120})"/) ?? commonRoot(tree, said);
  const inside = relative(join(root), file);
  if (inside.startsWith("..")) return undefined;
  const at = tree.texts.has(name) ? name : settingsFile;
  const line = lineAt(tree.texts.get(at) ?? "", Math.max(0, (tree.texts.get(at) ?? "").indexOf('"outDir"')));
  return { value: join(withoutTrailing(output, "/"), inside.replace(/ts$/, "js")), at: `${at}:${line}` };
}

/** Bundlers that are told a source and where what they make of it goes. */
const bundlers: readonly [command: RegExp, output: RegExp, isFile: boolean][] = [
  [/\besbuild\b/, /--outfile[= ](?:\.\/)?([\w./-]{1,120})/, true],
  [/\bbun build\b/, /--outfile[= ](?:\.\/)?([\w./-]{1,120})/, true],
  [/\bncc build\b/, /(?:-o|--out)[= ](?:\.\/)?([\w./-]{1,120})/, false],
];

function bundleOf(file: string, { scripts, at }: Manifest): Found<string> | undefined {
  const build = scripts.build ?? "";
  const isBuilt = build.split(/\s+/).some((word) => word.replace(/^\.\//, "") === file);
  const found = isBuilt ? bundlers.find(([command]) => command.test(build)) : undefined;
  const output = found?.[1].exec(build)?.[1];
  if (!found || output === undefined) return undefined;
  return { value: found[2] ? output : join(output, "index.js"), at: at("scripts", "build") };
}

/** `tsc -p tsconfig.build.json`: the settings that a build is told. */
function namedBy({ scripts }: Manifest): string | undefined {
  const called = /^(?:npm|pnpm|yarn) run ([\w:-]{1,60})$/.exec(scripts.build ?? "")?.[1];
  const build = called === undefined ? scripts.build : scripts[called];
  const command = /\btsc\b(?![^&|;]{0,120}--noEmit)([^&|;]{0,120})/.exec(build ?? "");
  if (!command) return undefined;
  return /(?:-p|-b|--project|--build)[ =](?:\.\/)?([\w./-]{1,80}\.json)/.exec(command[1] ?? "")?.[1] ?? settingsFile;
}

/** Generators leave settings behind that are turned off. */
const withoutRemarks = (text: string) => text.replace(/^\s{0,80}(?:\/\/|\/\*).{0,400}$/gm, "");

/** TypeScript keeps what all sources have in common. */
function commonRoot({ paths }: ProjectTree, said: (pattern: RegExp) => string | undefined): string {
  const included = said(/"(?:include|files)"\s{0,9}:\s{0,9}\[([^\]]{1,400})\]/);
  const folders = [...(included ?? "").matchAll(/"(?:\.\/)?([\w-]{1,60})(?=[/"*])/g)].map(([, folder = ""]) => folder);
  const isSource = (path: string) => /\.[cm]?tsx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path) && !isOfTools(path);
  const sources = included === undefined ? paths.filter(isSource).map((path) => path.split("/")[0] ?? "") : folders;
  const [first = "", ...others] = [...new Set(sources)];
  return others.length === 0 && paths.some((path) => path.startsWith(`${first}/`)) ? first : ".";
}

/** Settings of tools, and tests, are left out of most builds. */
const isOfTools = (path: string) => javascript.notRun.test(path) || /^(?:tests?|__tests__|e2e)\//.test(path);
