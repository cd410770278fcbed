import { preconditionError } from "../../../../lib/errors.ts";
import { isDevelopmentServer } from "../shared/development-server.ts";
import { procfileCommand } from "../shared/procfile.ts";
import { assumed, type Found, lineAt, type ProjectTree } from "../tree.ts";
import { apartFromCompiling, compilesBefore } from "./compiled-first.ts";
import { withoutEnvFile, withoutReader } from "./env-file.ts";
import { managerOf } from "./manager.ts";
import { type Manifest, manifestFile } from "./manifest.ts";
import { namedProgram } from "./named-program.ts";
import { nxProgram } from "./nx.ts";
import { startScriptOf } from "./start-script.ts";

/** How the program is started: as people write it, and as the words of the container's command. */
export interface Start extends Found<string> {
  command: readonly string[];
  /** The file that is run, where the command names it. */
  entry: string | undefined;
  /** A development dependency that the command runs. */
  needsDevelopment: string | undefined;
  /** A script that compiles what it runs: it belongs into the image. */
  compiles?: string | undefined;
  /** What builds it, instead of its scripts. */
  commands?: readonly string[];
}

const shellWords = /[&|;<>$`"'*?(){}\\#~]/;
const productionOnly = /^(?:(?:cross-env\s+)?NODE_ENV=production\s+)/;
const conventional = ["server.js", "index.js", "app.js", "main.js", "src/server.js", "src/index.js", "src/app.js"];
/** Bun runs them as they are. */
const bunSources = [
  "src/index.ts",
  "src/index.tsx",
  "index.ts",
  "index.tsx",
  "src/server.ts",
  "server.ts",
  "src/main.ts",
];
const typescript = ["server.ts", "index.ts", "main.ts", "src/server.ts", "src/index.ts", "src/main.ts"];

/** Programs that come with a package of another name. */
const packages: Readonly<Record<string, string>> = {
  nest: "@nestjs/cli",
  ng: "@angular/cli",
  "babel-node": "@babel/node",
  fastify: "fastify-cli",
  "remix-serve": "@remix-run/serve",
  "react-router-serve": "@react-router/serve",
  strapi: "@strapi/strapi",
};

/** How a framework's build is started, by the package that shows it. */
const frameworks: Readonly<Record<string, string>> = {
  next: "next start",
  nuxt: "node .output/server/index.mjs",
  "@sveltejs/adapter-node": "node build",
  "@astrojs/node": "node dist/server/entry.mjs",
  "@nestjs/core": "node dist/main",
  "@remix-run/serve": "remix-serve build/server/index.js",
  "@react-router/serve": "react-router-serve build/server/index.js",
};

/** The start script, else what the framework's build is started by, else `main`, else a file that is called like one. */
export function detectStart(manifest: Manifest, tree: ProjectTree): Start {
  const script = startScriptOf(manifest);
  const written = script && startOfScript(runBy(script, manifest), manifest, tree);
  if (written && !isDevelopmentServer(written.value)) return written;
  const told = procfileCommand(tree, "web");
  if (told && /^(?:node|bun) [\w./-]{1,200}$/.test(told.value))
    return startOfCommand(told.value, told.at, manifest, tree);
  const built = frameworkStart(manifest, tree) ?? nxStart(manifest, tree) ?? (written && withoutWatching(written));
  if (built ?? written) return (built ?? written) as Start;
  const builds = manifest.scripts.build !== undefined;
  const named = namedProgram(manifest, tree);
  if (named) return startOfCommand(`node ${named.value}`, named.at, manifest, tree);
  const { main } = manifest;
  if (main && (builds || exists(tree, main))) return runFile(main, manifest.at("main"));
  const file = [...conventional, ...(builds ? [] : typescript)].find((path) => exists(tree, path));
  if (file) return runFile(file, assumed);
  const source = managerOf(tree).manager.name === "bun" ? bunSources.find((path) => exists(tree, path)) : undefined;
  if (source) return startOfCommand(`bun ${source}`, assumed, manifest, tree);
  throw preconditionError(`nothing to start in ${manifestFile}`, {
    details: [`looked for scripts.start, main, ${conventional.join(", ")}`],
    hint: adapterHint(manifest) ?? 'Add a start script, such as "start": "node server.js", and run the import again.',
  });
}

/** SvelteKit is built for one place: by these adapters, for one that is no container. */
function adapterHint({ dependencies, devDependencies }: Manifest): string | undefined {
  const adapters = [...dependencies, ...devDependencies].filter((name) => /^@sveltejs\/adapter-/.test(name));
  return (
    adapters[0] &&
    `${adapters[0]} builds for something else than a container: take @sveltejs/adapter-node in svelte.config.js, and import again.`
  );
}

/** `npm run start-server` is what that script says. */
function runBy(script: string, { scripts }: Manifest): string {
  const [, named = ""] =
    /^(?:(?:npm|pnpm|yarn|bun) run|yarn|pnpm) ([\w:-]{1,80})$/.exec(scripts[script]?.trim() ?? "") ?? [];
  const isAlone = [script, named].every((name) => !scripts[`pre${name}`] && !scripts[`post${name}`]);
  return named !== script && scripts[named] !== undefined && isAlone ? named : script;
}

/** What Nx builds of the project at the top is run from where that is written. */
function nxStart({ scripts }: Manifest, tree: ProjectTree): Start | undefined {
  const built = /\bnx\b/.test(scripts.build ?? "") ? nxProgram(tree) : undefined;
  return built && runFile(built.value, built.at);
}

function frameworkStart(manifest: Manifest, tree: ProjectTree): Start | undefined {
  const packages = [manifest.dependencies, manifest.devDependencies];
  const name = Object.keys(frameworks).find((known) => packages.some((names) => names.has(known)));
  const command = name && isBuiltHere(manifest) ? frameworks[name] : undefined;
  if (!name || !command) return undefined;
  const own = name === "@sveltejs/adapter-node" ? ownServer(tree) : undefined;
  if (own) return runFile(own.value, own.at);
  const at = manifest.at(manifest.dependencies.has(name) ? "dependencies" : "devDependencies", name);
  return startOfCommand(command, at, manifest, tree);
}

/** A server of the project's own around what SvelteKit builds. */
function ownServer({ texts }: ProjectTree): Found<string> | undefined {
  for (const path of ["server.js", "server.mjs", "index.js", "src/server.js"]) {
    const index = texts.get(path)?.search(/["'](?:\.{1,2}\/)?build\/handler(?:\.js)?["']/) ?? -1;
    if (index !== -1) return { value: path, at: `${path}:${lineAt(texts.get(path) ?? "", index)}` };
  }
  return undefined;
}

/** What builds the packages below makes nothing of the framework that is named beside it. */
const isBuiltHere = ({ scripts }: Pick<Manifest, "scripts">): boolean =>
  scripts.build !== undefined &&
  !/\b(?:turbo|lerna)\b|\byarn workspaces?\b|\bpnpm (?:-r|--recursive|--filter|-F)\b|--workspaces?\b/.test(
    scripts.build,
  );

/** A framework's build is started by the framework, whatever the scripts say. */
export const hasFrameworkStart = ({ dependencies, devDependencies, scripts }: Manifest): boolean =>
  isBuiltHere({ scripts }) &&
  Object.keys(frameworks).some((name) => dependencies.has(name) || (name !== "next" && devDependencies.has(name)));

/** A compiler that waits for changes starts nothing. */
export const isWatching = (command: string): boolean =>
  /\b(?:tsc|tsup|tsdx|rollup|unbuild|babel|swc|storybook|start-storybook|turbo|lerna|nx|concurrently|npm-run-all|run-p)\b/.test(
    command,
  );

/** `nodemon server.js` runs a file that Node can run by itself. */
function withoutWatching({ value, at }: Start): Start | undefined {
  const file = /^(?:nodemon|node --watch)\s+([\w./-]+\.[cm]?js)$/.exec(value)?.[1];
  return file ? runFile(file, at) : undefined;
}

export const runFile = (file: string, at: string): Start => ({
  value: `node ${file}`,
  at,
  command: ["node", file],
  entry: file.replace(/^\.\//, ""),
  needsDevelopment: undefined,
});

/**
 * A plain command runs as the container's first process, so that signals reach it; what needs a shell, or has a
 * script before or after it, is left to npm.
 */
function startOfScript(name: string, manifest: Manifest, tree: ProjectTree): Start {
  const at = manifest.at("scripts", name);
  const { text, ...said } = apartFromCompiling(
    withoutEnvFile(withoutReader(manifest.scripts[name]?.trim() ?? "", manifest), tree),
    manifest,
    tree,
  );
  const before = compilesBefore(name, manifest, tree);
  const found = {
    ...startOfCommand(withoutKeeper(text), at, manifest, tree),
    ...said,
    ...(before && { compiles: before }),
  };
  const isFirst = before !== undefined || !manifest.scripts[`pre${name}`];
  const isPlain = found.command.length > 0 && isFirst && !manifest.scripts[`post${name}`];
  return isPlain ? found : { ...found, command: name === "start" ? ["npm", "start"] : ["npm", "run", name] };
}

/** What keeps a program running in the background ends itself, and its container with it: that is restarted by what runs it. */
const withoutKeeper = (text: string): string =>
  text.replace(
    /^((?:cross-env\s+)?(?:NODE_ENV=\w{1,20}\s+)?)(?:pm2(?:-runtime|-docker)? start|forever(?: start)?|pm2-runtime)\s+([\w./-]{1,200}\.[cm]?js)(?:\s+(?:-i|--instances|--name|-n|--no-daemon)(?:[ =][\w-]{1,40})?){0,4}$/,
    "$1node $2",
  );

/** A command as the words of the container's command; none if it needs a shell or a program that nobody installs. */
function startOfCommand(value: string, at: string, manifest: Manifest, tree: ProjectTree): Start {
  const words = value.replace(productionOnly, "").split(/\s+/);
  const [program = "", ...rest] = words;
  const provider = packages[program] ?? program;
  // Node itself is in the image, whichever one the project's people develop with.
  const needsDevelopment = program !== "node" && manifest.devDependencies.has(provider) ? provider : undefined;
  const entry = rest.find((word) => exists(tree, word) || /\.[cm]?[jt]s$/.test(word))?.replace(/^\.\//, "");
  const found = { value, at, entry, needsDevelopment };
  if (shellWords.test(words.join(" "))) return { ...found, command: [] };
  if (program === "node" || program === "bun") return { ...found, command: words };
  const isInstalled = manifest.dependencies.has(provider) || needsDevelopment !== undefined;
  return { ...found, command: isInstalled ? [`node_modules/.bin/${program}`, ...rest] : [] };
}

/** `npm init` names an index.js that nobody may have written. */
export const hasMain = ({ main }: Manifest, tree: ProjectTree): boolean => main !== undefined && exists(tree, main);

/** A file that is called like a server; beside a page, only npm's own default, as pages have an index.js too. */
export const hasServer = (tree: ProjectTree): boolean =>
  exists(tree, "server.js") ||
  (!exists(tree, "index.html") && [...conventional, ...typescript].some((path) => exists(tree, path)));

const exists = (tree: ProjectTree, path: string) => tree.paths.includes(path.replace(/^\.\//, ""));
