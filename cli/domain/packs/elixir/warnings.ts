import type { Description } from "../pack.ts";
import { type Check, outdated, warningsBy } from "../shared/checks.ts";
import { migrationWarnings } from "../shared/processes.ts";
import type { Survey } from "../shared/survey.ts";
import type { Found, ProjectTree } from "../tree.ts";
import type { Mix } from "./mix.ts";
import { httpsAt, type Run } from "./run.ts";
import { isOutdated } from "./version.ts";

interface Checked {
  tree: ProjectTree;
  mix: Mix;
  run: Run;
  version: Found<string>;
  survey: Survey;
  about: Description;
}

/** What lets a program in Elixir be built but will hurt later. */
const checks: readonly Check<Checked>[] = [
  ({ version }) =>
    isOutdated(version.value) ? outdated("Elixir", version, "mix.exs or in .tool-versions") : undefined,
  ({ mix: { locks, packages } }) =>
    locks || packages.size === 0
      ? undefined
      : {
          text: "no mix.lock: two builds of one commit may differ",
          hint: "Run `mix deps.get`, commit mix.lock and import again.",
        },
  ({ run: { why } }) =>
    why
      ? {
          text: `it is started by Mix instead of as a release, ${why}`,
          hint: 'Move what the environment says into config/runtime.exs, with `if System.get_env("PHX_SERVER"), do: config :app, AppWeb.Endpoint, server: true` for Phoenix; for an umbrella describe a release in mix.exs.',
        }
      : undefined,
  ({ tree }) => {
    const at = httpsAt(tree);
    return at
      ? {
          text: `${at} sends every request to HTTPS, so that the port is probed instead of a path`,
          hint: "Let it trust whatever is in front of it: `force_ssl: [rewrite_on: [:x_forwarded_proto]]`.",
        }
      : undefined;
  },
  ({ mix: { packages }, survey: { services } }) => {
    const at = packages.get("ecto_sqlite3");
    return at && !services.some(({ kind }) => kind.setup?.isSql)
      ? {
          text: `the database is a file (SQLite, ${at}), which is gone when the container restarts, and each replica has its own`,
          hint: "Use a database server.",
        }
      : undefined;
  },
  ({ about, survey: { services }, run }) => migrationWarnings(about, services, run.command),
];

export const elixirWarnings = warningsBy(checks);
