import type { GitHost } from "../../adapters/git-hosts/host.ts";
import { openGitHost, openPulls } from "../../adapters/git-hosts/open.ts";
import type { Pulls } from "../../adapters/git-hosts/pulls.ts";
import type { Place } from "./places.ts";

/** The API of a repository's host; undefined if serve.yaml gives no token for it. */
export const hostOf = (
  { api, settings, env }: Pick<Place, "api" | "settings" | "env">,
  signal: AbortSignal,
): GitHost | undefined => api && openGitHost(settings.provider, { ...api, env, signal });

/** Its pull requests; undefined if it has no previews. */
export const pullsOf = (
  { api, settings, env, previews }: Pick<Place, "api" | "settings" | "env" | "previews">,
  signal: AbortSignal,
): Pulls | undefined => (api && previews ? openPulls(settings.provider, { ...api, env, signal }) : undefined);
