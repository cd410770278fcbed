import { type Found, lineAt, type ProjectTree } from "../tree.ts";
import type { Start } from "./command.ts";
import type { Manifest } from "./manifest.ts";
import { redwoodPort } from "./redwood.ts";

/** Where a framework's own server listens that is told nothing else, by the command that starts it. */
const servers: readonly [command: RegExp, port: number][] = [
  [/\b(?:next start|nuxt start|remix-serve|react-router-serve|keystone start|fastify start|blitz start)\b/, 3000],
  [/\b(?:vinxi start|probot run|docusaurus serve)\b|^(?:npx )?(?:json-server|serve)(?:\s|$)/, 3000],
  [/^(?:npx )?(?:http-server|sirv)(?:\s|$)/, 8080],
  [/\begg-scripts start\b/, 7001],
  [/(?:\.output|dist\/analog)\/server\/index\.mjs\b/, 3000],
  [/\.next\/standalone\/server\.js\b/, 3000],
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

const settingOfNuxt = /\bserver\s{0,9}:\s{0,9}\{[^}]{0,200}?\bport\s{0,9}:\s{0,9}["']?(\d{4,5})\b/;

/** What older ones are told in their settings counts more than PORT. */
function portOfNuxt({ value }: Start, { texts }: ProjectTree): Found<number> | undefined {
  const path = /\bnuxt start\b/.test(value) ? [...texts.keys()].find((one) => /^nuxt\.config\./.test(one)) : undefined;
  const found = path === undefined ? null : settingOfNuxt.exec(texts.get(path) ?? "");
  return found
    ? { value: Number(found[1]), at: `${path}:${lineAt(texts.get(path ?? "") ?? "", found.index)}` }
    : undefined;
}

/** Servers of frameworks that listen on this machine only unless a variable says otherwise. */
const keptToThemselves: readonly [command: RegExp, variable: string][] = [
  [/\bnuxt start\b|\bdist\/server\/entry\.mjs\b|\bprobot run\b|^(?:npx )?(?:sirv|json-server)(?:\s|$)/, "HOST"],
  [/\bfastify start\b/, "FASTIFY_ADDRESS"],
];

/** What has a framework's server listen for everybody. */
export const hostOf = ({ value }: Pick<Start, "value">): Readonly<Record<string, string>> => {
  const variable = keptToThemselves.find(([command]) => command.test(value))?.[1];
  return variable === undefined ? {} : { [variable]: "0.0.0.0" };
};

/** The port that a framework takes. The image names it in PORT, which all of these read. */
export function usualPort(
  start: Start,
  { dependencies, devDependencies }: Manifest,
  tree: ProjectTree,
): Found<number> | undefined {
  const { value, at } = start;
  const told = portOfNuxt(start, tree);
  if (told) return told;
  if (value === "rw serve") return redwoodPort(tree);
  const started = servers.find(([command]) => command.test(value));
  if (started) return { value: started[1], at };
  const used = packages.find(([name]) => dependencies.has(name) || devDependencies.has(name));
  return used && { value: used[1], at: `${used[0]}'s default` };
}

/** Packages whose servers take a port of their own where nobody names one, in the code either. */
const unnamed: readonly [name: string, port: number][] = [
  ["@apollo/server", 4000],
  ["apollo-server", 4000],
  ["graphql-yoga", 4000],
  ["@hono/node-server", 3000],
  ["@feathersjs/feathers", 3030],
  ["loopback", 3000],
];

/** The port that a server takes if nothing says another one; Bun's own takes one as well. */
export function portIfUnsaid({ command }: Start, { dependencies }: Manifest): Found<number> | undefined {
  const used = unnamed.find(([name]) => dependencies.has(name));
  if (used) return { value: used[1], at: `${used[0]}'s default` };
  return command[0] === "bun" ? { value: 3000, at: "Bun's default" } : undefined;
}
