import type { Description } from "../pack.ts";
import { type Check, outdated, warningsBy } from "../shared/checks.ts";
import { migrationWarnings, usesDatabase } from "../shared/processes.ts";
import { firstMatch } from "../shared/scan.ts";
import type { Survey } from "../shared/survey.ts";
import type { Findings } from "./image.ts";
import { isOutdated } from "./version.ts";

interface Checked extends Findings {
  survey: Survey;
  about: Description;
}

/** What lets a project in PHP be built but will hurt later. */
const checks: readonly Check<Checked>[] = [
  ({ version }) => (isOutdated(version.value) ? outdated("PHP", version, "composer.json as `require.php`") : undefined),
  ({ composer }) =>
    composer.exists && !composer.locks
      ? {
          text: "no composer.lock: two builds of one commit may differ",
          hint: "Run `composer update`, commit composer.lock and import again.",
        }
      : undefined,
  ({ survey: { sources }, framework }) => {
    const session = framework.name ? undefined : firstMatch(sources, /(?<![\w>:$'"])(session_start)\s?\(/g);
    if (!session) return undefined;
    return {
      text: `${session.at} keeps sessions in files of one container: with several replicas people are logged out`,
      hint: "Keep them in Redis or a database, or set `replicaCount: 1` in chart/values.yaml.",
    };
  },
  ({ survey: { sources, services }, framework }) => {
    const own = sources.filter(({ path }) => !/(?:sample|example|dist)\b/.test(path));
    const local = usesDatabase(services) || !framework.name ? firstMatch(own, localDatabase) : undefined;
    if (!local) return undefined;
    return {
      text: `${local.at} looks for its database on the machine that it runs on: in a container there is none`,
      hint: "Read its address from a variable, as in `getenv('DB_HOST')`.",
    };
  },
  ({ survey: { sources } }) => {
    const mail = firstMatch(sources, /(?<![\w>:$'"\\])(mail)\(\s*\$/g);
    if (!mail || /\bfunction\s+$/.test(mail.before)) return undefined;
    return {
      text: `${mail.at} sends mail by sendmail, which the image has not`,
      hint: "Send it by SMTP, such as with PHPMailer or Symfony Mailer.",
    };
  },
  ({ survey: { sources }, tree: { paths } }) => {
    const loaders = sources.filter(({ text }) => /\bDotenv\b/.test(text));
    const load = paths.includes(".env") ? undefined : firstMatch(loaders, /->(load)\(\)/g);
    if (!load) return undefined;
    return {
      text: `${load.at} ends the program if there is no .env, and the image has none`,
      hint: "Call `safeLoad()`: what compose.yaml and the chart set is in the environment already.",
    };
  },
  ({ tree: { texts }, survey: { services } }) => {
    const files = [".env.example", ".env"].filter((file) =>
      /^(?:DB_CONNECTION=sqlite|DATABASE_URL=["']?sqlite:)/m.test(texts.get(file) ?? ""),
    );
    if (files.length === 0 || usesDatabase(services)) return undefined;
    return {
      text: `the database is a file (SQLite, ${files[0]}), which is gone when the container restarts, and each replica has its own`,
      hint: "Name a database server by the same variables in compose.yaml and chart/values.yaml.",
    };
  },
  ({ about, survey: { services } }) => migrationWarnings(about, services, ""),
];

const localDatabase =
  /\b((?:mysqli_connect|new \\?mysqli|mysql_connect|pg_connect)\s?\(\s*["'](?:localhost|127\.0\.0\.1|host=localhost)|(?:mysql|pgsql):host=(?:localhost|127\.0\.0\.1)|define\(\s{0,9}["']DB_?(?:HOST|SERVER)["'],\s{0,9}["'](?:localhost|127\.0\.0\.1)["'])|["']hostname["'][ \t]{0,9}=>[ \t]{0,9}["'](?:localhost|127\.0\.0\.1)["']|\$(?:\w{1,20}_)?(?:db)?(?:host|server|servername|hostname)[ \t]{0,9}=[ \t]{0,9}["'](?:localhost|127\.0\.0\.1)(?::\d{2,5})?["']/gi;

export const phpWarnings = warningsBy(checks);
