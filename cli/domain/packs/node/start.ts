import { preconditionError } from "../../../../lib/errors.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";
import { type Manifest, manifestFile } from "./manifest.ts";

/** How the program is started: as people write it, and as the words of the container's command. */
export interface Start extends Found<string> {
  command: readonly string[];
  /** The file that is run, where the command names it. */
  entry: string | undefined;
  /** A development dependency that the command runs. */
  needsDevelopment: string | undefined;
}

const shellWords = /[&|;<>$`"'*?(){}\\#~]/;
const productionOnly = /^(?:(?:cross-env\s+)?NODE_ENV=production\s+)/;
const conventional = ["server.js", "index.js", "app.js", "main.js", "src/server.js", "src/index.js", "src/app.js"];
const typescript = ["server.ts", "index.ts", "main.ts", "src/server.ts", "src/index.ts", "src/main.ts"];

/** Many frameworks' `start` also compiles and watches; beside it stands one for production. */
const startScripts = ["start:prod", "start:production", "start"];

/** Programs that come with a package of another name. */
const packages: Readonly<Record<string, string>> = {
  nest: "@nestjs/cli",
  ng: "@angular/cli",
  "babel-node": "@babel/node",
  fastify: "fastify-cli",
  "remix-serve": "@remix-run/serve",
  strapi: "@strapi/strapi",
};

/** The start script, else `main`, else a file that is called like one. */
export function detectStart(manifest: Manifest, tree: ProjectTree): Start {
  const script = startScripts.find((name) => manifest.scripts[name] !== undefined);
  if (script) return startOfScript(script, manifest, tree);
  const builds = manifest.scripts.build !== undefined;
  const { main } = manifest;
  if (main && (builds || exists(tree, main))) return runFile(main, manifest.at("main"));
  const file = [...conventional, ...(builds ? [] : typescript)].find((path) => exists(tree, path));
  if (file) return runFile(file, assumed);
  throw preconditionError(`nothing to start in ${manifestFile}`, {
    details: [`looked for scripts.start, main, ${conventional.join(", ")}`],
    hint: 'Add a start script, such as "start": "node server.js", and run the import again.',
  });
}

const runFile = (file: string, at: string): Start => ({
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
  const script = manifest.scripts[name]?.trim() ?? "";
  const words = script.replace(productionOnly, "").split(/\s+/);
  const [program = "", ...rest] = words;
  const provider = packages[program] ?? program;
  const needsDevelopment = manifest.devDependencies.has(provider) ? provider : undefined;
  const isPlain =
    !shellWords.test(words.join(" ")) && !manifest.scripts[`pre${name}`] && !manifest.scripts[`post${name}`];
  const entry = rest.find((word) => exists(tree, word) || /\.[cm]?[jt]s$/.test(word));
  const at = manifest.at("scripts", name);
  const found = { value: script, at, entry: entry?.replace(/^\.\//, ""), needsDevelopment };
  if (isPlain && (program === "node" || program === "bun")) return { ...found, command: words };
  if (isPlain && (manifest.dependencies.has(provider) || needsDevelopment)) {
    return { ...found, command: [`node_modules/.bin/${program}`, ...rest] };
  }
  return { ...found, command: name === "start" ? ["npm", "start"] : ["npm", "run", name] };
}

const exists = (tree: ProjectTree, path: string) => tree.paths.includes(path.replace(/^\.\//, ""));
