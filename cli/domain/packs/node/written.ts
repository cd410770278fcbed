import { join } from "node:path/posix";
import { withoutTrailing } from "../../../core/text.ts";
import { type Found, lineAt, type ProjectTree } from "../tree.ts";
import type { Manifest } from "./manifest.ts";

/** `-o css/a.css`, `--outfile=js/a.js`, and what Sass compiles into: `scss/a.scss:css/a.css`. */
const inScripts = [
  /(?:^|\s)(?:-o|-d|--output(?:-path)?|--out-?file|--out-?dir|--dist-dir|--dest|--dir)[ =](?:\.\/)?([\w@][\w@./-]{0,120})/gi,
  /\bsass\b[^&|\n]{0,160}?[\w./-]{1,80}[: ](?:\.\/)?([\w@][\w@./-]{0,120}\.css)\b/g,
];

/** `file: "static/a.js"` of Rollup, `path: path.resolve(__dirname, "shop", "static")` of webpack, and of Encore. */
const inSettings = [
  /^(?:rollup|esbuild|build|vite|rspack)(?:\.[\w-]{1,20}){0,2}\.[cm]?[jt]s$/,
  /^(?:(?:config\/)?webpack[\w.-]{0,40}\.[cm]?js)$/,
] as const;
const settingOf = [
  /\b(?:file|dir|outfile|outdir|outDir)\s{0,9}:\s{0,9}["'](?:\.\/)?([\w@][\w@./-]{0,120})["']/g,
  /\b(?:path\s{0,9}:\s{0,9}|setOutputPath\(\s{0,20})(?:path\.)?(?:(?:resolve|join)\(\s{0,20}(?:__dirname|process\.cwd\(\)|["']\.["'])?,?\s{0,20})?["'](?:\.?\/)?([\w@][\w@./-]{0,120}["'](?:\s{0,9},\s{0,9}["'][\w@./-]{1,60}["']){0,4})/g,
] as const;

/**
 * What a script of a package builds inside of the project, beside the sources that it belongs to: the one folder that all of
 * it is below. Undefined if it stands in Git already, or is spread over the project.
 */
export function writtenBeside(
  { manifest, tree }: { manifest: Manifest; tree: ProjectTree },
  script: string,
): Found<string> | undefined {
  const found = [...writtenByScripts(manifest, script), ...writtenBySettings(tree)];
  const places = found.map(({ value }) => value).filter((path) => !path.startsWith(".."));
  const isCommitted = ({ value }: Found<string>) => tree.paths.some((path) => path === value);
  if (found.length === 0 || places.length < found.length || found.some(isCommitted)) return undefined;
  const folder = shared(places.map(folderOf));
  const at = found[0]?.at ?? "";
  return folder ? { value: folder, at } : undefined;
}

const folderOf = (path: string): string => (/\.[a-z]{2,4}$/.test(path) ? path.split("/").slice(0, -1).join("/") : path);

function shared([first = "", ...others]: readonly string[]): string {
  const parts = first.split("/");
  const end = parts.findIndex((part, index) => others.some((other) => other.split("/")[index] !== part));
  return parts.slice(0, end === -1 ? parts.length : end).join("/");
}

const plain = (path: string): string =>
  withoutTrailing(join(path.replace(/["']\s{0,9},\s{0,9}["']/g, "/").replace(/["']/g, "")), "/");

function writtenByScripts(manifest: Manifest, script: string): Found<string>[] {
  return ranBy(manifest.scripts, script).flatMap((name) =>
    inScripts.flatMap((pattern) =>
      [...(manifest.scripts[name] ?? "").matchAll(pattern)].map((match) => ({
        value: plain(match[1] ?? ""),
        at: manifest.at("scripts", name),
      })),
    ),
  );
}

function writtenBySettings({ texts }: ProjectTree): Found<string>[] {
  return [...texts].flatMap(([path, text]) =>
    inSettings.flatMap((files, index) =>
      files.test(path) && settingOf[index]
        ? [...text.matchAll(settingOf[index])].map((match) => ({
            value: plain(match[1] ?? ""),
            at: `${path}:${lineAt(text, match.index)}`,
          }))
        : [],
    ),
  );
}

const calls = /\b(?:npm|yarn|pnpm|bun)(?: run)?(?: -s)? ([\w:-]{1,60})/g;
const callsMany = /\b(?:run-[sp]|npm-run-all|concurrently)((?: [\w:*"'-]{1,60}){1,12})/g;

/** A script, and those that it runs. */
function ranBy(scripts: Readonly<Record<string, string>>, script: string): string[] {
  const found = new Set([script]);
  for (const name of found) {
    const text = scripts[name] ?? "";
    const many = [...text.matchAll(callsMany)].flatMap((match) =>
      (match[1] ?? "").replace(/["']/g, "").trim().split(" "),
    );
    for (const called of [...[...text.matchAll(calls)].map((match) => match[1] ?? ""), ...many])
      for (const known of Object.keys(scripts)) if (known === called || isOneOf(known, called)) found.add(known);
  }
  return [...found];
}

/** `build:*` */
const isOneOf = (name: string, pattern: string) => pattern.endsWith("*") && name.startsWith(pattern.slice(0, -1));
