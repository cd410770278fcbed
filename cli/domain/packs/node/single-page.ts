import { join } from "node:path/posix";
import { withoutTrailing } from "../../../core/text.ts";
import { ignores } from "../../dockerfile/ignored.ts";
import type { Found, ProjectTree } from "../tree.ts";
import { type Builder, builders } from "./builders.ts";
import { type Manifest, manifestFile } from "./manifest.ts";
import { hasMain } from "./start.ts";
import { startScriptOf } from "./start-script.ts";

/** Servers that answer in Node: beside a page, one that only developers install answers for what is not there yet. */
const servers = /^(?:express|fastify|koa|@?hapi.*|hono|polka|restify|ws|socket\.io|h3)$/;

/** Frameworks that run in Node, whatever builds their pages. */
const frameworks =
  /^(?:@nestjs\/core|next|nuxt|@remix-run\/(?:node|serve|express)|@react-router\/(?:node|serve)|@sveltejs\/(?:adapter-(?!static)[\w-]+)|@tanstack\/.*start|@angular\/ssr|@astrojs\/node|nitropack|@solidjs\/start|@analogjs\/platform)$/;

export interface SinglePage {
  builder: Found<string>;
  /** The folder that the build writes. */
  output: Found<string>;
  /** The script that builds. */
  script: string;
  /** What builds instead of that script. */
  commands?: readonly string[];
  /** There is a file for each page. */
  writesEach: boolean;
}

/** What the script that builds pages is called, where `build` is that of something else or is not there. */
const buildScripts = ["build", "docs:build", "build:docs", "generate", "export"];

/** An application that is built and then runs in the browser alone: nothing of it is started here. */
export function detectSinglePage(manifest: Manifest, tree: ProjectTree): SinglePage | undefined {
  const packages = new Set([...manifest.dependencies, ...manifest.devDependencies]);
  const builder = builders.find((known) => packages.has(known.package));
  const written = scriptOf(manifest, tree);
  const commands = written === undefined && builder?.command && !tree.within ? [builder.command] : undefined;
  const usual = written ?? (commands && "build");
  if (
    !usual ||
    !builder ||
    startsNode(manifest) ||
    [...packages].some((name) => isServer(name, builder, manifest, tree))
  )
    return undefined;
  if (builder.unlessSaid && !isSaid(builder.unlessSaid, manifest.scripts[usual] ?? "", tree)) return undefined;
  const script = builder.prefers && manifest.scripts[builder.prefers] !== undefined ? builder.prefers : usual;
  const at = manifest.at(
    manifest.dependencies.has(builder.package) ? "dependencies" : "devDependencies",
    builder.package,
  );
  const output = outputOf(builder, { manifest, tree, script });
  if (builder.addsTo && !tree.paths.includes(`${output.value}/index.html`)) return undefined;
  return {
    builder: { value: builder.package, at },
    output,
    script,
    ...(commands && { commands }),
    writesEach: builder.writesEach === true,
  };
}

/** One for pages alone says nothing of a program, nor of a package that is built with others. */
function scriptOf(manifest: Manifest, tree: ProjectTree): string | undefined {
  const script = buildScripts.find((name) => manifest.scripts[name] !== undefined);
  return script !== "build" && (tree.within || hasMain(manifest, tree)) ? undefined : script;
}

/** A framework answers in Node, unless it is what builds the pages; a server does if it is not for developers alone. */
const isServer = (name: string, builder: Builder, { dependencies }: Manifest, tree: ProjectTree) =>
  name !== builder.package &&
  (frameworks.test(name) || (servers.test(name) && dependencies.has(name) && !isForClients(name, tree)));

/** Clients of sockets in a browser want it to be there; a server's own code asks for it. */
const isForClients = (name: string, { texts }: ProjectTree) =>
  name === "ws" &&
  ![...texts].some(
    ([path, text]) => /\.[cm]?[jt]sx?$/.test(path) && /(?:\bfrom\s|\bimport\s|\()\s{0,9}["']ws["']/.test(text),
  );

const isSaid = ({ files, pattern, script }: NonNullable<Builder["unlessSaid"]>, command: string, tree: ProjectTree) =>
  script.test(command) || [...tree.texts].some(([path, text]) => files.test(path) && pattern.test(text));

/** Whether it depends on a framework or a server that runs in Node. */
export const hasFramework = ({ dependencies }: Manifest): boolean =>
  [...dependencies].some((name) => servers.test(name) || frameworks.test(name));

/** The tools of a page may be there without one, as at the top of a workspace. */
export const hasPage = ({ paths }: ProjectTree): boolean =>
  paths.some((path) => /^(?:src|public|app)\/|(?:^|\/)index\.html$|^angular\.json$/.test(path));

/** Vite builds libraries, too. */
export const isLibrary = ({ texts }: ProjectTree): boolean =>
  [...texts].some(([path, text]) => /^vite\.config\./.test(path) && /\blib\s*:\s*\{/.test(text));

const buildVariables = ".env.production";

/**
 * What the builder makes part of the pages, and so is no secret; one that Git ignores differs between machines. An image
 * has none of it, as the pages are built in a stage of their own.
 */
export const buildFiles = ({ paths, texts }: ProjectTree): string[] =>
  paths.includes(buildVariables) && !ignores(texts.get(".gitignore"), buildVariables) ? [buildVariables] : [];

/** A start script that runs a file of the project is a server, unless what templates brought along serves developers by it. */
const startsNode = (manifest: Manifest) =>
  /\b(?:node|bun|tsx|ts-node|pm2)\s+(?:run\s+)?(?!(?:\.\/)?(?:build\/dev-?server|scripts\/start)(?:\.[cm]?js)?(?:\s|$))[\w./-]+/.test(
    manifest.scripts[startScriptOf(manifest) ?? ""] ?? "",
  );

const outputOption = /--(?:output|out-?dir|dist-dir)[= ]([\w./-]+)/i;

interface Building {
  manifest: Manifest;
  tree: ProjectTree;
  script: string;
}

function outputOf(builder: Builder, { manifest, tree, script }: Building): Found<string> {
  const { setting, package: name, older } = builder;
  const usual = older?.entry.test(tree.texts.get(manifestFile) ?? "") ? older.output : builder.output;
  const command = manifest.scripts[script] ?? "";
  const option = outputOption.exec(command)?.[1];
  if (option) return { value: withoutTrailing(join(option), "/"), at: manifest.at("scripts", script) };
  const configured = [...tree.texts].find(([path]) => setting?.files.test(path));
  const [path, text = ""] = configured ?? [`${name}'s default`];
  const found = setting?.pattern.exec(text)?.[1];
  const folder = found ?? (name === "@angular/cli" && manifest.name ? `${usual}/${manifest.name}` : usual);
  const root = setting?.root?.exec(text)?.[1] ?? builder.root?.exec(command)?.[1] ?? ".";
  // What says its root in another way is taken to be one folder below the top.
  const output = withoutTrailing(join(root, folder).replace(/^(?:\.\.\/)+/, ""), "/");
  // Angular's newer builder puts what a browser loads one folder below.
  return { value: /:application"/.test(text) ? `${output}/browser` : output, at: path };
}
