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
}

/** Where an object of a module is, and the folder below which the modules are. */
export interface Place {
  at: string;
  object: string;
  folder: string;
}

/** What runs an application of others; gunicorn listens where PORT says by itself, the others are told. */
const servers = {
  gunicorn: ({ target, folder }) => `gunicorn ${folder ? `--chdir ${folder} ` : ""}${target}`,
  uvicorn: ({ target, folder }) =>
    `uvicorn ${folder ? `--app-dir ${folder} ` : ""}${withOption(target, "--factory")} --host 0.0.0.0 --port $PORT`,
} satisfies Record<string, (how: { target: string; folder: string }) => string>;

export type Server = keyof typeof servers;

/** `shop:create_app()`, where the server is told by an option that it is a function. */
const withOption = (target: string, option: string) =>
  target.endsWith("()") ? `${target.slice(0, -2)} ${option}` : target;

export function served(server: Server, { at, object, folder }: Place): Start {
  const value = servers[server]({ target: `${moduleOf(at, folder)}:${object}`, folder });
  // Parentheses of a function are no shell's.
  const command = value.includes("$") ? commandWords(value) : value.split(" ");
  return { value, at, command, entry: pathOf(at), server };
}

/** The server that a command names. */
export const serverIn = (command = ""): Server | undefined =>
  (Object.keys(servers) as Server[]).find((name) => command.includes(name));
