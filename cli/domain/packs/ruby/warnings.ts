import type { Description } from "../pack.ts";
import { type Check, outdated, warningsBy } from "../shared/checks.ts";
import { migrationWarnings } from "../shared/processes.ts";
import type { Survey } from "../shared/survey.ts";
import type { Findings } from "./image.ts";
import { isOutdated } from "./version.ts";

interface Checked extends Findings {
  survey: Survey;
  about: Description;
}

/** What lets a Ruby program be built but will hurt later. */
const checks: readonly Check<Checked>[] = [
  ({ version }) =>
    isOutdated(version.value) ? outdated("Ruby", version, "the Gemfile or in .ruby-version") : undefined,
  ({ bundle: { exists, locks } }) =>
    exists && locks
      ? undefined
      : {
          text: `no ${exists ? "Gemfile.lock: two builds of one commit may differ" : "Gemfile: only what comes with Ruby is installed"}`,
          hint: exists
            ? "Run `bundle lock`, commit Gemfile.lock and import again."
            : "Run `bundle init`, name the gems, commit Gemfile and Gemfile.lock and import again.",
        },
  ({ bundle: { fitsLinux } }) =>
    fitsLinux
      ? undefined
      : {
          text: "Gemfile.lock is for no platform that containers run on; the image adds it",
          hint: "Run `bundle lock --add-platform x86_64-linux` and commit Gemfile.lock.",
        },
  ({ start }) =>
    start.addsServer
      ? {
          text: "puma is added to run it, as the project has no server for production",
          hint: 'Add `gem "puma"` to the Gemfile.',
        }
      : undefined,
  ({ rails }) =>
    rails?.forcesHttps
      ? {
          text: `${rails.forcesHttps} sends every request to HTTPS, so that the port is probed instead of a path`,
          hint: "Set `config.assume_ssl = true` if whatever is in front of it ends HTTPS.",
        }
      : undefined,
  ({ rails }) =>
    rails?.sqlite
      ? {
          text: `the database is a file (${rails.sqlite.value}, ${rails.sqlite.at}), which is gone when the container restarts, and each replica has its own`,
          hint: "Name a database server by DATABASE_URL, and add its gem.",
        }
      : undefined,
  ({ rails }) =>
    rails?.settingsExample
      ? {
          text: `config/database.yml is not in Git, only ${rails.settingsExample}: without it Rails starts by DATABASE_URL alone`,
          hint: "Commit it with what it reads from the environment, or set DATABASE_URL.",
        }
      : undefined,
  ({ about, survey: { services }, start }) => migrationWarnings(about, services, start.value),
];

export const rubyWarnings = warningsBy(checks);
