import { isDevelopmentServer } from "../shared/development-server.ts";
import type { Manifest } from "./manifest.ts";

/** Many frameworks' `start` also compiles and watches; beside it stands one for production. */
const startScripts = ["start:prod", "start:production", "start"];
/** Called like it, they may as well do something else than run a file. */
const productionScripts = ["prod", "production", "serve:prod", "start-prod", "prod:start"];
const serverScripts = ["server", "start:server", "serve", "start:api", "api"];
/** What Angular's generator calls the one that starts what it built for a server. */
const ofAngular = /^serve:ssr(?:$|:)/;
const runsFile =
  /^(?:(?:npm|pnpm|yarn|bun)(?: run)? build && )?(?:cross-env\s+)?(?:[A-Z][A-Z0-9_]{0,40}=[\w./:-]{1,120}\s{1,4}){0,5}(?:node|bun)\s+(?!--watch)[\w./-]{1,200}/;

const callsSeveral = /\b(?:concurrently|npm-run-all|run-p)\b/;

/** A server for developers, or several things of which one is such a server. */
export const isForDevelopers = (command: string, { scripts }: Pick<Manifest, "scripts">): boolean =>
  isDevelopmentServer(command) ||
  (callsSeveral.test(command) &&
    command.split(/[\s"':]+/).some((word) => scripts[word] !== undefined && isDevelopmentServer(scripts[word])));

/** The script that starts the program, if there is one: for production rather than for a developer. */
export function startScriptOf({ scripts }: Manifest): string | undefined {
  const usual = startScripts.find((name) => scripts[name] !== undefined);
  const runs = (name: string) => runsFile.test(scripts[name] ?? "");
  const isOpen = usual === undefined || isForDevelopers(scripts[usual] ?? "", { scripts });
  const others = [
    ...(usual?.includes(":") ? [] : productionScripts),
    ...(isOpen ? [...Object.keys(scripts).filter((name) => ofAngular.test(name)), ...serverScripts] : []),
  ];
  return others.find(runs) ?? usual;
}
