import { type Found, lineAt, type ProjectTree } from "../tree.ts";
import { runFile, type Start, startOfCommand } from "./command.ts";
import type { Manifest } from "./manifest.ts";

/** How a framework's build is started, by the package that shows it. */
const frameworks: Readonly<Record<string, string>> = {
  next: "next start",
  nuxt: "node .output/server/index.mjs",
  "@sveltejs/adapter-node": "node build",
  "@astrojs/node": "node dist/server/entry.mjs",
  "@nestjs/core": "node dist/main",
  "@remix-run/serve": "remix-serve build/server/index.js",
  "@react-router/serve": "react-router-serve build/server/index.js",
  "@solidjs/start": "node .output/server/index.mjs",
  "@analogjs/platform": "node dist/analog/server/index.mjs",
  nitropack: "node .output/server/index.mjs",
};

/** The command that starts what a framework builds. */
export function frameworkStart(manifest: Manifest, tree: ProjectTree): Start | undefined {
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
