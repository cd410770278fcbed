import type { Found, ProjectTree } from "../tree.ts";
import type { Manifest } from "./manifest.ts";

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
  /** What builds it adds to the packages that it runs with. */
  keepsModules?: true;
}

const shellWords = /[&|;<>$`"'*?(){}\\#~]/;
const productionOnly = /^(?:(?:cross-env\s+)?NODE_ENV=production\s+)/;
/** Programs that come with packages of other names. */
const packages: Readonly<Record<string, readonly string[]>> = {
  nest: ["@nestjs/cli"],
  ng: ["@angular/cli"],
  "babel-node": ["@babel/node", "babel-cli"],
  "ts-node": ["ts-node", "ts-node-dev"],
  fastify: ["fastify-cli"],
  "remix-serve": ["@remix-run/serve"],
  "react-router-serve": ["@react-router/serve"],
  strapi: ["@strapi/strapi"],
};

/** The package that has a program, as far as the manifest says. */
const providerOf = (program: string, { dependencies, devDependencies }: Manifest): string =>
  packages[program]?.find((name) => dependencies.has(name) || devDependencies.has(name)) ??
  packages[program]?.[0] ??
  program;

/** A command as the words of the container's command; none if it needs a shell or a program that nobody installs. */
export function startOfCommand(value: string, at: string, manifest: Manifest, tree: ProjectTree): Start {
  const words = value.replace(productionOnly, "").split(/\s+/);
  const [program = "", ...rest] = words;
  const provider = providerOf(program, manifest);
  // Node itself is in the image, whichever one the project's people develop with.
  const needsDevelopment = program !== "node" && manifest.devDependencies.has(provider) ? provider : undefined;
  const entry = rest.find((word) => exists(tree, word) || /\.[cm]?[jt]s$/.test(word))?.replace(/^\.\//, "");
  const found = { value, at, entry, needsDevelopment };
  if (shellWords.test(words.join(" "))) return { ...found, command: [] };
  if (program === "node" || program === "bun") return { ...found, command: words };
  const isInstalled = manifest.dependencies.has(provider) || needsDevelopment !== undefined;
  return { ...found, command: isInstalled ? [`node_modules/.bin/${program}`, ...rest] : [] };
}

export const runFile = (file: string, at: string): Start => ({
  value: `node ${file}`,
  at,
  command: ["node", file],
  entry: file.replace(/^\.\//, ""),
  needsDevelopment: undefined,
});

export const exists = (tree: ProjectTree, path: string) => tree.paths.includes(path.replace(/^\.\//, ""));
