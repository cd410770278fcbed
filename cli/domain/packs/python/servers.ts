import { commandWords } from "../shared/procfile.ts";
import type { Found } from "../tree.ts";
import { moduleOf, pathOf } from "./modules.ts";

/** How the program is started. */
export interface Start extends Found<string> {
  command: readonly string[];
  entry: string | undefined;
  /** The server of the framework that runs it, which is installed if the project does not have it. */
  server: Server | undefined;
  /** It is told its port: where it listens by itself. */
  port?: number;
  /** Its settings say where it listens. */
  listens?: Found<number> & { isLoopback: boolean };
}

/** Where an object of a module is, and the folder below which the modules are. */
export interface Place {
  at: string;
  object: string;
  folder: string;
  /** What the server is told before that. */
  options?: string;
}

/** What runs an application of others; gunicorn listens where PORT says by itself, the others are told. */
const servers = {
  gunicorn: ({ target, folder }) => `gunicorn ${folder ? `--chdir ${folder} ` : ""}${target}`,
  waitress: ({ target, folder }) =>
    `${pathTo(folder)}waitress-serve --host 0.0.0.0 --port $PORT ${target.endsWith("()") ? `--call ${target.slice(0, -2)}` : target}`,
  uvicorn: ({ target, folder }) =>
    `uvicorn ${folder ? `--app-dir ${folder} ` : ""}${withOption(target, "--factory")} --host 0.0.0.0 --port $PORT`,
  hypercorn: ({ target, folder }) => `${pathTo(folder)}hypercorn --bind 0.0.0.0:$PORT ${target}`,
  granian: ({ target, folder }) =>
    `${pathTo(folder)}granian --interface asgi --host 0.0.0.0 --port $PORT ${withOption(target, "--factory")}`,
  daphne: ({ target, folder }) => `${pathTo(folder)}daphne -b 0.0.0.0 -p $PORT ${target}`,
  sanic: ({ target, folder }) =>
    `${pathTo(folder)}sanic ${withOption(target, "--factory")} --host 0.0.0.0 --port $PORT`,
} satisfies Record<string, (how: { target: string; folder: string }) => string>;

export type Server = keyof typeof servers;

const pathTo = (folder: string) => (folder ? `PYTHONPATH=${folder} ` : "");

/** Those of each way in which a server calls an application, what is taken first in front. */
const kinds = {
  wsgi: ["gunicorn", "waitress"],
  asgi: ["uvicorn", "hypercorn", "granian", "daphne"],
  sanic: ["sanic"],
} as const satisfies Record<string, readonly Server[]>;

export type Interface = keyof typeof kinds;

/** The server that the project has for applications of a kind, or else the one that is installed for it. */
export const serverFor = (kind: Interface, requirements: ReadonlySet<string>): Server =>
  kinds[kind].find((name) => requirements.has(name)) ?? kinds[kind][0];

/** `shop:create_app()`, where the server is told by an option that it is a function. */
const withOption = (target: string, option: string) =>
  target.endsWith("()") ? `${target.slice(0, -2)} ${option}` : target;

export function served(server: Server, { at, object, folder, options = "" }: Place): Start {
  const value = servers[server]({ target: `${options}${moduleOf(at, folder)}:${object}`, folder });
  // Parentheses of a function are no shell's.
  const command = value.includes("$") ? commandWords(value) : value.split(" ");
  return { value, at, command, entry: pathOf(at), server };
}

/** The server that a command names. */
export const serverIn = (command = ""): Server | undefined =>
  (Object.keys(servers) as Server[]).find((name) => command.includes(name));
