import { dirname } from "node:path/posix";
import { firstMatch, type Source } from "../shared/scan.ts";
import type { ProjectTree } from "../tree.ts";
import { pathOf } from "./modules.ts";
import { type Server, type Start, served, serverFor } from "./servers.ts";

export const manageFile = "manage.py";

/** Django's own command, at the top or in a folder whose packages are those of the top. */
export const managePath = ({ paths }: ProjectTree): string | undefined =>
  [manageFile, ...paths].find((path) => paths.includes(path) && /^(?:[^/]+\/)?manage\.py$/.test(path));

/** Under a server for WSGI, unless what it speaks beside HTTP needs the other kind. */
export function djangoStart(
  tree: ProjectTree,
  sources: readonly Source[],
  requirements: ReadonlySet<string>,
): Start | undefined {
  const wsgi =
    firstMatch(sources, /^(application)\s*=\s*get_wsgi_application\(/gm) ??
    (requirements.has("django") ? madeInWsgi(sources) : undefined);
  const own = sources.filter(({ path }) => /(?:^|\/)asgi\.py$/.test(path));
  const made = /^(application)\s*=\s*(?:get_asgi_application|[\w.]{0,40}ProtocolTypeRouter)\(/gm;
  const asgi = firstMatch(own, made) ?? firstMatch(sources, made);
  const speaksOther = requirements.has("channels") || (requirements.has("daphne") && !requirements.has("gunicorn"));
  const found = asgi && (speaksOther || !wsgi) ? asgi : wsgi;
  if (!found) return undefined;
  const server = serverOf(found === asgi, speaksOther, requirements);
  return served(server, { at: found.at, object: "application", folder: djangoFolder(found.at, tree, sources) ?? "" });
}

/** Below which folder the modules of a project are found: where its own command is, or where the name of the settings begins. */
export function djangoFolder(at: string, tree: ProjectTree, sources: readonly Source[]): string | undefined {
  const folder = dirname(managePath(tree) ?? "");
  return folder !== "." && at.startsWith(`${folder}/`) ? folder : settingsRoot(at, sources);
}

/** What a function of the project's own makes. */
const madeInWsgi = (sources: readonly Source[]) =>
  firstMatch(
    sources.filter(({ path }) => /(?:^|\/)wsgi\.py$/.test(path)),
    /^(application)\s*=\s*[\w.]{1,80}\(/gm,
  );

/** Channels is made for Daphne, which it does not bring along. */
function serverOf(isAsync: boolean, hasChannels: boolean, requirements: ReadonlySet<string>): Server {
  if (!isAsync) return serverFor("wsgi", requirements);
  const has = (["uvicorn", "hypercorn", "granian", "daphne"] as const).some((name) => requirements.has(name));
  return hasChannels && !has ? "daphne" : serverFor("asgi", requirements);
}

/** The folder that the name of the settings begins in: `core.settings` beside `shop/core/wsgi.py` is of `shop`. */
function settingsRoot(at: string, sources: readonly Source[]): string | undefined {
  const path = pathOf(at);
  const own = sources.filter((source) => source.path === path);
  const [named] = firstMatch(own, /\bDJANGO_SETTINGS_MODULE["'],\s{0,20}["'](\w{1,60})\./g)?.groups ?? [];
  const parts = path.split("/").slice(0, -1);
  const depth = named ? parts.indexOf(named) : -1;
  return depth > 0 ? parts.slice(0, depth).join("/") : undefined;
}
