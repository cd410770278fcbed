import type { Found } from "../tree.ts";
import type { Start } from "./command.ts";
import type { Manifest } from "./manifest.ts";

/** Where a framework's own server listens that is told nothing else, by the command that starts it. */
const servers: readonly [command: RegExp, port: number][] = [
  [/\b(?:next start|nuxt start|remix-serve|react-router-serve|keystone start|fastify start)\b/, 3000],
  [/\.output\/server\/index\.mjs\b/, 3000],
  [/\bvite preview\b/, 4173],
  [/\bstrapi start\b/, 1337],
  [/\bdist\/server\/entry\.mjs\b/, 4321],
  [/\bmedusa start\b/, 9000],
];

/** And by the package of one that the project's own file starts. */
const packages: readonly [name: string, port: number][] = [
  ["@sveltejs/adapter-node", 3000],
  ["sails", 1337],
];

/** The port that a framework takes. The image names it in PORT, which all of these read. */
export function usualPort(
  { value, at }: Start,
  { dependencies, devDependencies }: Manifest,
): Found<number> | undefined {
  const started = servers.find(([command]) => command.test(value));
  if (started) return { value: started[1], at };
  const used = packages.find(([name]) => dependencies.has(name) || devDependencies.has(name));
  return used && { value: used[1], at: `${used[0]}'s default` };
}
