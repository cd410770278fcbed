import type { Facts } from "../packs/pack.ts";
import { botPackages } from "../packs/shared/chat-bots.ts";
import { assumed, type ProjectTree, withoutPaths } from "../packs/tree.ts";
import { readable } from "./folders.ts";

/** Packages that do something by the clock, or take what a broker has for them. */
const workingPackages: ReadonlySet<string> = new Set([
  ...["schedule", "apscheduler", "aiokafka", "kafka-python", "confluent-kafka", "faststream"],
  ...["karafka", "racecar", "rufus-scheduler"],
]);

/** By which people ask a program, whatever else it does by the clock. */
const webPackages: ReadonlySet<string> = new Set([
  ...["flask", "django", "fastapi", "starlette", "sanic", "quart", "bottle", "falcon", "tornado", "litestar"],
  ...["rails", "sinatra", "hanami", "roda"],
]);

/** Whether a program whose port nothing tells is a bot or works by itself, and so has none. */
export function isBot(tree: ProjectTree, { port }: Pick<Facts, "port">): boolean {
  if (port.at !== assumed) return false;
  const own = withoutPaths(tree, (path) => path === "Dockerfile");
  const names = [...(readable(own)?.pack.describe(own).dependencies.names ?? [])];
  const isAsked = names.some((name) => webPackages.has(name));
  return names.some((name) => botPackages.has(name) || (workingPackages.has(name) && !isAsked));
}
