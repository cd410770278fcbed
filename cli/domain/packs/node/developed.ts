import type { Found, ProjectTree } from "../tree.ts";
import { exists, runFile, type Start, startOfCommand } from "./command.ts";
import { compiledOf } from "./compiled.ts";
import { withoutEnvFile } from "./env-file.ts";
import type { Manifest } from "./manifest.ts";
import { withoutWatching } from "./watching.ts";

/** Scripts by which developers run a program, the surest first. */
const scripts = [
  ...["start:dev", "dev", "dev:server", "server:dev", "develop", "server", "start:server", "serve", "watch"],
  ...["start:watch", "watch:server", "dev:api", "backend", "dev:backend"],
];

/** What builds pages, or makes something else ready. */
const ofTools = /(?:^|\s)(?:\.\/)?(?:scripts?|tools?|build|config|webpack|gulp|bin\/dev)[/.]/;

/** How what developers start is run without waiting for changes: what is built of it, where its build compiles it. */
export function developedStart(manifest: Manifest, tree: ProjectTree, written?: Found<string>): Start | undefined {
  const said = scripts.flatMap((name) => {
    const text = manifest.scripts[name];
    return text === undefined ? [] : [{ value: text.trim(), at: manifest.at("scripts", name) }];
  });
  for (const one of [...(written ? [written] : []), ...said]) {
    const found = startOf(one, manifest, tree);
    if (found) return found;
  }
  return undefined;
}

function startOf({ value, at }: Found<string>, manifest: Manifest, tree: ProjectTree): Start | undefined {
  const plain = withoutWatching(withoutEnvFile(value, tree), { manifest, tree });
  if (plain === undefined || ofTools.test(plain)) return undefined;
  const words = plain.split(" ");
  const first = words.findIndex((word) => !word.includes("="));
  const started = startOfCommand(words.slice(first).join(" "), at, manifest, tree);
  if (started.command.length === 0 || !isThere(started, words.slice(first), tree)) return undefined;
  const compiled = started.entry === undefined ? undefined : compiledOf(started.entry, manifest, tree);
  if (compiled) return runFile(compiled.value, compiled.at);
  // The image sets the port in its own way.
  const given = words.slice(0, first).filter((word) => !word.startsWith("PORT="));
  return {
    ...started,
    value: plain,
    command: given.length > 0 ? ["env", ...given, ...started.command] : started.command,
  };
}

/** A file of the project, which may be named as Node finds it. */
const isThere = ({ entry }: Start, words: readonly string[], tree: ProjectTree): boolean =>
  entry !== undefined
    ? exists(tree, entry)
    : words
        .slice(1)
        .some((word) => ["", ".js", "/index.js"].some((end) => exists(tree, word.replace(/\/$/, "") + end)));
