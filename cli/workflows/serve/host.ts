import type { GitHost } from "../../adapters/git-hosts/host.ts";
import { openGitHost } from "../../adapters/git-hosts/open.ts";
import type { Place } from "./places.ts";

/** The API of a repository's host; undefined if serve.yaml gives no token for it. */
export const hostOf = (
  { api, settings, env }: Pick<Place, "api" | "settings" | "env">,
  signal: AbortSignal,
): GitHost | undefined => api && openGitHost(settings.provider, { ...api, env, signal });
