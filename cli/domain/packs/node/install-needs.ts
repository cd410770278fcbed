import { parseManifest, strings } from "../shared/json.ts";
import type { ProjectTree } from "../tree.ts";
import { type Manifest, manifestFile } from "./manifest.ts";
import { lockfiles } from "./package-managers.ts";

/** Scripts that an installation runs; they may need any file of the project. */
export const installScripts = ["preinstall", "install", "postinstall"];

/** Whether a script that an installation runs calls a tool for developers, which an installation for production leaves out. */
export const installsByTools = (manifest: Manifest): boolean =>
  commandsOf(manifest, installScripts).some((command) => {
    const tool = toolIn(command);
    return tool !== undefined && manifest.devDependencies.has(packages[tool] ?? tool);
  });

/** What a script runs: itself, what comes before and after it, and the scripts that it calls. */
function commandsOf({ scripts }: Manifest, names: readonly string[]): string[] {
  const reached = new Set<string>();
  const reach = (name: string): string[] => {
    if (reached.has(name) || scripts[name] === undefined) return [];
    reached.add(name);
    return scripts[name]
      .split(/&&|\|\||[;|&]/)
      .map((command) => command.trim())
      .flatMap((command) => {
        const called = /^(?:npm|yarn|pnpm|bun)(?: run)? ([\w:.-]+)/.exec(command)?.[1];
        return [command, ...(called ? around(called) : [])];
      });
  };
  const around = (name: string) => [`pre${name}`, name, `post${name}`].flatMap(reach);
  return names.flatMap(around);
}

/** Programs that are not called like their packages. */
const packages: Readonly<Record<string, string>> = {
  tsc: "typescript",
  ngcc: "@angular/compiler-cli",
  nuxi: "nuxt",
  "svelte-kit": "@sveltejs/kit",
  playwright: "@playwright/test",
  graphql: "@graphql-codegen/cli",
  "graphql-codegen": "@graphql-codegen/cli",
  "electron-rebuild": "@electron/rebuild",
};

/** The program of a command, without the variables before it and what runs it. */
const toolIn = (command: string): string | undefined =>
  /^(?:(?:\w{1,60}=\S{0,200}|cross-env|npx|--[\w=-]{1,60}|(?:pnpm|yarn) exec) ){0,6}([\w@./-]{1,100})/.exec(
    command,
  )?.[1];

/**
 * Files and folders of the project that are installed from, or patched by: `patches/ms.patch`, `vendor/lib.tgz`, `file:libs/util`. What
 * is only linked need not be there.
 */
export function installedFrom({ texts, paths }: ProjectTree): string[] {
  const said = `${texts.get(manifestFile) ?? ""}\n${texts.get("pnpm-workspace.yaml") ?? ""}`;
  const known = new Set(paths);
  const files = [...said.matchAll(file)].flatMap(([, path = ""]) => (known.has(path) ? folderOf(path) : []));
  const folders = [...said.matchAll(folder)].flatMap(([, path = ""]) =>
    paths.some((known) => known.startsWith(`${path}/`)) ? path : [],
  );
  return [...new Set([...files, ...folders])].sort();
}

const file =
  /["':\s#](?:file:)?(?:\.\/|~\/)?((?:[\w@.+-]{1,120}\/){0,8}[\w@.+-]{1,160}\.(?:patch|diff|tgz|tar\.gz))(?=["'\s])/g;
const folder = /"(?:file|portal):(?:\.\/)?([\w@.+-]{1,120}(?:\/[\w@.+-]{1,120}){0,8})\/?"/g;

/** The folder that a file stands in, or the file if it stands at the top. */
const folderOf = (path: string): string => (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : path);

/**
 * Packages of Debian that an installation needs and the slim image lacks: Git for packages that come from a repository, compilers for
 * those with parts in C, which compile them where they find none for this machine.
 */
export function installTools(tree: ProjectTree): string[] {
  const locks = lockfiles().map((file) => tree.texts.get(file) ?? "");
  const isFromGit = packagesIn(tree).some((from) => fromGit.test(from)) || locks.some((text) => lockedToGit.test(text));
  return [
    ...(isFromGit ? ["git", "ca-certificates"] : []),
    ...(locks.some((text) => compiled.test(text)) ? ["python3", "make", "g++"] : []),
  ];
}

/** Where the packages of a manifest come from: versions, addresses, folders. */
function packagesIn({ texts }: ProjectTree): string[] {
  const json = parseManifest(manifestFile, texts.get(manifestFile) ?? "{}");
  return ["dependencies", "devDependencies", "optionalDependencies"].flatMap((key) =>
    Object.values(strings(json[key])),
  );
}

const fromGit = /^(?:git[+:@]|ssh:|github:|gitlab:|bitbucket:|gist:)|^[\w.-]{1,60}\/[\w.-]{1,100}(?:#|$)|\.git(?:#|$)/;
const lockedToGit = /\bgit\+(?:ssh|https?|file):|\btype: git\b|\.git#(?:commit=)?[0-9a-f]{7,40}\b/;
const compiled =
  /"node_modules\/(?:node-gyp|prebuild-install|@mapbox\/node-pre-gyp)"|^\s{0,4}["'/]{0,2}(?:node-gyp|prebuild-install|@mapbox\/node-pre-gyp)@/m;

/** Whether a build writes among the installed packages, as generators of clients do: what runs needs these, then. */
export const buildsIntoModules = (manifest: Manifest, { texts }: ProjectTree, scripts: readonly string[]): boolean =>
  commandsOf(manifest, scripts).some((command) => {
    const program = /^(?:node|tsx|ts-node|bun)(?: -[\w=./:-]{1,80}){0,6} ([\w./][\w./-]{0,200}\.[cm]?[jt]sx?)\b/.exec(
      command,
    )?.[1];
    const text = program === undefined ? undefined : texts.get(program.replace(/^\.\//, ""));
    return movesIntoModules.test(command) || (text !== undefined && intoModules.test(text));
  });

const movesIntoModules =
  /^(?:cp|mv|ln|mkdir|rsync|cpx|cpy|copyfiles|shx)\b.{0,300} (?:\.\/)?node_modules\/(?!\.cache)\S*$|--?(?:o|out|output|outdir|out-dir|outDir)[= ](?:\.\/)?node_modules\//;
const intoModules =
  /\b(?:(?:writeFile|mkdir|outputFile|createWriteStream|ensureDir)(?:Sync)?\((?:[^,\n;]{0,80}|(?:path\.)?(?:join|resolve)\([^)\n]{0,80})|(?:copyFile|cp|copy|symlink)(?:Sync)?\([^,\n]{1,120},[^\n;]{0,80})["'`/]node_modules(?:\/(?!\.cache|\.bin|\.vite)|["'`],)/;
