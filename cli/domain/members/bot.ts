import type { Facts } from "../packs/pack.ts";
import { botPackages } from "../packs/shared/chat-bots.ts";
import { assumed, type ProjectTree, withoutPaths } from "../packs/tree.ts";
import { readable } from "./folders.ts";

/** Whether a program whose port nothing tells is a bot, and so has none. */
export function isBot(tree: ProjectTree, { port }: Pick<Facts, "port">): boolean {
  if (port.at !== assumed) return false;
  const own = withoutPaths(tree, (path) => path === "Dockerfile");
  const names = readable(own)?.pack.describe(own).dependencies.names ?? [];
  return [...names].some((name) => botPackages.has(name));
}
