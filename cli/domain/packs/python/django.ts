import { dirname } from "node:path/posix";
import { firstMatch, matchesOf, type Source } from "../shared/scan.ts";
import type { ProjectTree } from "../tree.ts";
import { pathOf } from "./modules.ts";
import { type Start, served } from "./servers.ts";

export const manageFile = "manage.py";

/** Django's own command, at the top or in a folder whose packages are those of the top. */
export const managePath = ({ paths }: ProjectTree): string | undefined =>
  [manageFile, ...paths].find((path) => paths.includes(path) && /^(?:[^/]+\/)?manage\.py$/.test(path));

export function djangoStart(tree: ProjectTree, sources: readonly Source[]): Start | undefined {
  const [found] = matchesOf(sources, /^(application)\s*=\s*get_wsgi_application\(/gm);
  const folder = dirname(managePath(tree) ?? "");
  const isBelow = found && folder !== "." && found.at.startsWith(`${folder}/`);
  const place = isBelow ? folder : found && settingsRoot(found.at, sources);
  return found && served("gunicorn", { at: found.at, object: "application", folder: place ?? "" });
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
