import type { Setup } from "../services/service.ts";
import type { ServiceSetUp } from "../services/used-service.ts";
import type { Templates, Tokens } from "./render.ts";

const shared = "services/shared";
const backup = "services/backup";

/** The template of a service's part: its own, or the one that services share. */
export function partOf(templates: Templates, { setup }: ServiceSetUp, file: string): string {
  const text = templates.get(`${setup.templates}/${file}`) ?? templates.get(`${shared}/${file}`);
  if (text === undefined) throw new Error(`no template ${file} for ${setup.templates}`);
  return text;
}

/** The files that a service adds to the chart, by name. */
export function chartParts(templates: Templates, { templates: own, dumps }: Setup): Map<string, string> {
  const parts = [shared, ...(dumps ? [backup] : []), own].flatMap((folder) =>
    [...templates].flatMap(([path, text]): [string, string][] =>
      path.startsWith(`${folder}/chart/`) ? [[path.slice(`${folder}/chart/`.length), text]] : [],
    ),
  );
  return new Map(parts);
}

/** What the parts of a service are filled with, beside what all templates are. */
export function serviceWords(templates: Templates, { kind, setup, password, host, url = "" }: ServiceSetUp): Tokens {
  const variable = kind.name.toUpperCase();
  const hasDatabase = url.includes("%[5]s");
  return {
    SERVICE: kind.name,
    PASSWORD_VARIABLE: `${variable}_PASSWORD`,
    URL_VARIABLE: `${variable}_SECRET_URL`,
    SERVICE_URL: url,
    // One that can do without a password asks for it only if the program can send it.
    SERVICE_AUTH: String(password !== undefined),
    SERVICE_ALIAS: host?.value ?? "",
    SERVICE_ASKS: setup.asks ?? "",
    SERVICE_CONTAINER: templates.get(`${setup.templates}/container.yaml`) ?? "",
    SERVICE_MOUNTS: templates.get(`${setup.templates}/mounts.yaml`) ?? "",
    SERVICE_DATABASE: hasDatabase ? "database: app" : "",
    SERVICE_DATABASE_SCHEMA: hasDatabase ? '"database": { "type": "string", "minLength": 1 },' : "",
    ...backupWords(templates, setup),
    ...setup.words,
  };
}

/** What a chart has more for a service of which dumps can be made. */
function backupWords(templates: Templates, { dumps }: Setup): Tokens {
  const part = (file: string) => (dumps ? (templates.get(`${backup}/${file}`) ?? "") : "");
  return {
    SERVICE_BACKUP: part("values.yaml"),
    SERVICE_BACKUP_SCHEMA: part("schema.json"),
    SERVICE_BACKUP_HELPERS: part("helpers.tpl"),
    SERVICE_DUMP: dumps?.dump ?? "",
    SERVICE_RESTORE: dumps?.restore ?? "",
  };
}
