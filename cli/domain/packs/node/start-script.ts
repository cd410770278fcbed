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
  /^(?:(?:npm|pnpm|yarn|bun)(?: run)? build && )?(?:cross-env\s+)?(?:NODE_ENV=\w{1,20}\s+)?(?:node|bun)\s+(?!--watch)[\w./-]{1,200}/;

/** The script that starts the program, if there is one: for production rather than for a developer. */
export function startScriptOf({ scripts }: Manifest): string | undefined {
  const usual = startScripts.find((name) => scripts[name] !== undefined);
  const runs = (name: string) => runsFile.test(scripts[name] ?? "");
  const isForDevelopers = usual === undefined || isDevelopmentServer(scripts[usual] ?? "");
  const others = [
    ...(usual?.includes(":") ? [] : productionScripts),
    ...(isForDevelopers ? [...Object.keys(scripts).filter((name) => ofAngular.test(name)), ...serverScripts] : []),
  ];
  return others.find(runs) ?? usual;
}
