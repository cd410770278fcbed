import { preconditionError } from "../../../../lib/errors.ts";
import { procfileCommand } from "../shared/procfile.ts";
import { assumed, type ProjectTree } from "../tree.ts";
import { adonisStart } from "./adonis.ts";
import { exists, runFile, type Start, startOfCommand } from "./command.ts";
import { apartFromCompiling, compilesBefore } from "./compiled-first.ts";
import { developedStart } from "./developed.ts";
import { withoutEnvFile, withoutReader } from "./env-file.ts";
import { frameworkStart } from "./framework-start.ts";
import { withoutKeeper } from "./keeper.ts";
import { managerOf } from "./manager.ts";
import { type Manifest, manifestFile } from "./manifest.ts";
import { namedProgram } from "./named-program.ts";
import { nxProgram } from "./nx.ts";
import { redwoodStart } from "./redwood.ts";
import { isForDevelopers, startScriptOf } from "./start-script.ts";

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
/** Where builds write what is run. */
const isOutput = /^(?:\.\/)?(?:dist|build|lib|out)\//;
const isTypescript = /\.[cm]?tsx?$/;
const typescript = ["server.ts", "index.ts", "main.ts", "src/server.ts", "src/index.ts", "src/main.ts"];

/** The start script, else what the framework's build is started by, else `main`, else a file that is called like one. */
export function detectStart(manifest: Manifest, tree: ProjectTree): Start {
  const script = startScriptOf(manifest);
  const written = script && startOfScript(runBy(script, manifest), manifest, tree);
  const shown = written && showsBuild(written.value, tree) ? frameworkStart(manifest, tree) : undefined;
  if (shown) return shown;
  if (written && !isForDevelopers(written.value, manifest)) return adonisStart(written, manifest, tree) ?? written;
  const told = procfileCommand(tree, "web");
  if (told && /^(?:node|bun) [\w./-]{1,200}$/.test(told.value))
    return startOfCommand(told.value, told.at, manifest, tree);
  const built =
    frameworkStart(manifest, tree) ?? nxStart(manifest, tree) ?? (written && developedStart(manifest, tree, written));
  if (built) return built;
  const redwood = redwoodStart(manifest, tree);
  if (redwood) return redwood;
  const own = written && conventional.find((path) => listens(tree.texts.get(path)));
  if (own) return runFile(own, own);
  if (written) return written;
  const builds = manifest.scripts.build !== undefined;
  const named = namedProgram(manifest, tree);
  if (named) return startOfCommand(`node ${named.value}`, named.at, manifest, tree);
  const { main } = manifest;
  const isMade = main !== undefined && (builds ? isOutput.test(main) : false);
  if (main && (isMade || (exists(tree, main) && !isTypescript.test(main)))) return runFile(main, manifest.at("main"));
  const developed = developedStart(manifest, tree);
  if (developed) return developed;
  const isBun = managerOf(tree).manager.name === "bun";
  const source = isBun ? [main ?? "", ...bunSources].find((path) => exists(tree, path)) : undefined;
  if (source) return startOfCommand(`bun ${source}`, assumed, manifest, tree);
  if (main && (builds || exists(tree, main))) return runFile(main, manifest.at("main"));
  const file = [...conventional, ...(builds ? [] : typescript)].find((path) => exists(tree, path));
  if (file) return runFile(file, assumed);
  throw preconditionError(`nothing to start in ${manifestFile}`, {
    details: [`looked for scripts.start, main, ${conventional.join(", ")}`],
    hint: adapterHint(manifest) ?? 'Add a start script, such as "start": "node server.js", and run the import again.',
  });
}

/** A server of the project's own, beside a script for developers. */
const listens = (text = ""): boolean => /\.listen\(/.test(text);

/** What a framework's tools show of a build on the machine of a developer; Nuxt started by its own before version 3. */
function showsBuild(command: string, { texts }: ProjectTree): boolean {
  const isOlder = /"nuxt(?:-edge)?"\s{0,9}:\s{0,9}"[\^~]?[12]\./.test(texts.get(manifestFile) ?? "");
  return (
    /\b(?:astro|vite|svelte-kit) preview\b/.test(command) || (!isOlder && /\bnux[ti] (?:start|preview)\b/.test(command))
  );
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
function runBy(script: string, manifest: Manifest): string {
  const isAlone = !manifest.scripts[`pre${script}`] && !manifest.scripts[`post${script}`];
  return (isAlone ? calledBy(manifest.scripts[script]?.trim() ?? "", script, manifest) : undefined) ?? script;
}

/** The other script that a command runs, and nothing else. */
function calledBy(command: string, script: string, { scripts }: Manifest): string | undefined {
  const [, named = ""] = /^(?:(?:npm|pnpm|yarn|bun) run|yarn|pnpm) ([\w:-]{1,80})$/.exec(command) ?? [];
  const isAlone = !scripts[`pre${named}`] && !scripts[`post${named}`];
  return named !== script && scripts[named] !== undefined && isAlone ? named : undefined;
}

/** What Nx builds of the project at the top is run from where that is written. */
function nxStart({ scripts }: Manifest, tree: ProjectTree): Start | undefined {
  const built = /\bnx\b/.test(scripts.build ?? "") ? nxProgram(tree) : undefined;
  return built && runFile(built.value, built.at);
}

/** A compiler that waits for changes starts nothing. */
export const isWatching = (command: string): boolean =>
  /\b(?:tsc|tsup|tsdx|rollup|unbuild|babel|swc|storybook|start-storybook|turbo|lerna|nx|concurrently|npm-run-all|run-p)\b/.test(
    command,
  );

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
  const called = said.compiles === undefined ? undefined : calledBy(text, name, manifest);
  if (called) return { ...startOfScript(called, manifest, tree), ...said };
  const found = {
    ...startOfCommand(withoutKeeper(text, tree), at, manifest, tree),
    ...said,
    ...(before && { compiles: before }),
  };
  const isFirst = before !== undefined || !manifest.scripts[`pre${name}`];
  const isPlain = found.command.length > 0 && isFirst && !manifest.scripts[`post${name}`];
  return isPlain ? found : { ...found, command: name === "start" ? ["npm", "start"] : ["npm", "run", name] };
}

/** `npm init` names an index.js that nobody may have written. */
export const hasMain = ({ main }: Manifest, tree: ProjectTree): boolean => main !== undefined && exists(tree, main);

/** A file that is called like a server; beside a page, only npm's own default, as pages have an index.js too. */
export const hasServer = (tree: ProjectTree): boolean =>
  exists(tree, "server.js") ||
  (!exists(tree, "index.html") && [...conventional, ...typescript].some((path) => exists(tree, path)));
