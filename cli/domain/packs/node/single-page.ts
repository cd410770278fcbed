import { join } from "node:path/posix";
import { withoutTrailing } from "../../../core/text.ts";
import { ignores } from "../../dockerfile/ignored.ts";
import type { Found, ProjectTree } from "../tree.ts";
import type { Manifest } from "./manifest.ts";

/** A builder of pages, and the folder that it writes. */
interface Builder {
  package: string;
  output: string;
  /** A setting that names another folder, in these files; it may be relative to that of another setting. */
  setting?: { files: RegExp; pattern: RegExp; root?: RegExp };
}

const builders: readonly Builder[] = [
  { package: "react-scripts", output: "build" },
  {
    package: "@vue/cli-service",
    output: "dist",
    setting: { files: /^vue\.config\./, pattern: /\boutputDir\s*:\s*["']([\w./-]+)["']/ },
  },
  {
    package: "@angular/cli",
    output: "dist",
    setting: { files: /^angular\.json$/, pattern: /"outputPath"\s*:\s*"([\w./-]+)"/ },
  },
  {
    package: "vite",
    output: "dist",
    setting: {
      files: /^vite\.config\./,
      pattern: /\boutDir\s*:\s*["']([\w./-]+)["']/,
      root: /\broot\s*:\s*["']([\w./-]+)["']/,
    },
  },
  { package: "parcel", output: "dist" },
  { package: "@sveltejs/adapter-static", output: "build" },
];

/** Servers that answer in Node: beside a page, one that only developers install answers for what is not there yet. */
const servers = /^(?:express|fastify|koa|@?hapi.*|hono|polka|restify|ws|socket\.io|h3)$/;

/** Frameworks that run in Node, whatever builds their pages. */
const frameworks =
  /^(?:@nestjs\/core|next|nuxt|@remix-run\/(?:node|serve|express)|@react-router\/(?:node|serve)|@sveltejs\/(?:adapter-(?!static)[\w-]+)|@tanstack\/.*start|@angular\/ssr|@astrojs\/node|nitropack)$/;

export interface SinglePage {
  builder: Found<string>;
  /** The folder that the build writes. */
  output: Found<string>;
}

/** An application that is built and then runs in the browser alone: nothing of it is started here. */
export function detectSinglePage(manifest: Manifest, tree: ProjectTree): SinglePage | undefined {
  const packages = new Set([...manifest.dependencies, ...manifest.devDependencies]);
  if (!manifest.scripts.build || hasFramework(manifest) || [...packages].some((name) => frameworks.test(name)))
    return undefined;
  const builder = builders.find((known) => packages.has(known.package));
  if (!builder || startsNode(manifest)) return undefined;
  const at = manifest.at(
    manifest.dependencies.has(builder.package) ? "dependencies" : "devDependencies",
    builder.package,
  );
  return { builder: { value: builder.package, at }, output: outputOf(builder, manifest, tree) };
}

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

/** A start script that runs a file of the project is a server. */
const startsNode = ({ scripts }: Manifest) =>
  /\b(?:node|bun|tsx|ts-node|pm2)\s+(?:run\s+)?[\w./-]+/.test(scripts["start:prod"] ?? scripts.start ?? "");

function outputOf(
  { output: usual, setting, package: name }: Builder,
  manifest: Manifest,
  tree: ProjectTree,
): Found<string> {
  const configured = [...tree.texts].find(([path]) => setting?.files.test(path));
  const [path, text = ""] = configured ?? [`${name}'s default`];
  const found = setting?.pattern.exec(text)?.[1];
  const folder = found ?? (name === "@angular/cli" && manifest.name ? `${usual}/${manifest.name}` : usual);
  const root = setting?.root?.exec(text)?.[1] ?? ".";
  // What says its root in another way is taken to be one folder below the top.
  const output = withoutTrailing(join(root, folder).replace(/^(?:\.\.\/)+/, ""), "/");
  // Angular's newer builder puts what a browser loads one folder below.
  return { value: /:application"/.test(text) ? `${output}/browser` : output, at: path };
}
