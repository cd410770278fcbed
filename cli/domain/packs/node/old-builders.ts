import intersects from "semver/ranges/intersects.js";
import { lineWith } from "../shared/line-with.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";
import { type Manifest, manifestFile } from "./manifest.ts";

/** The newest Node that an old builder of pages runs on: Node 17 no longer has the hashes of Webpack 4. */
const limits: readonly [entry: RegExp, newest: number][] = [
  [/^\s*("node-sass"\s*:\s*"[^"]{0,40}")/, 14],
  [/^\s*("(?:laravel-mix|@rails\/webpacker)"\s*:\s*"[\^~]?[1-5]\.[^"]{0,40}")/, 16],
  [/^\s*("react-scripts"\s*:\s*"[\^~]?[1-4]\.[^"]{0,40}")/, 16],
  [/^\s*("@vue\/cli-service"\s*:\s*"[\^~]?[34]\.[^"]{0,40}")/, 16],
  [/^\s*("nuxt"\s*:\s*"[\^~]?[12]\.[^"]{0,40}")/, 16],
  [/^\s*("next"\s*:\s*"[\^~]?(?:[4-9]|10)\.[^"]{0,40}")/, 16],
  [/^\s*("@angular\/cli"\s*:\s*"[\^~]?(?:[6-9]|1[01])\.[^"]{0,40}")/, 16],
  [/^\s*("webpack"\s*:\s*"[\^~]?[1-4]\.[^"]{0,40}")/, 16],
];

/** The Node that a project is built with, unless something that it is built by runs on none as new. */
export function withOldNode(version: Found<number>, { node }: Manifest, tree: ProjectTree): Found<number> {
  const isOpen = version.at.startsWith(assumed) || version.at.startsWith(manifestFile);
  if (!isOpen) return version;
  for (const [pattern, newest] of limits) {
    const line = newest < version.value ? lineWith(tree, manifestFile, pattern) : undefined;
    const isAllowed = node === undefined || version.at.startsWith(assumed) || intersects(`${newest}.x`, node);
    if (line && isAllowed) return { value: newest, at: `${line.at} ${line.value}` };
  }
  return version;
}
