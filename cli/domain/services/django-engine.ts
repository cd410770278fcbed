import { matchesOf, type Source } from "../packs/shared/scan.ts";
import { withVariables } from "./tellings.ts";
import type { UsedService } from "./used-service.ts";

/** What Django calls a kind of database. */
const engines: Readonly<Record<string, string>> = {
  postgres: "django.db.backends.postgresql",
  mysql: "django.db.backends.mysql",
};

/** `"ENGINE": os.environ.get("SQL_ENGINE", "django.db.backends.sqlite3")`: who does not tell it gets another database, or none. */
const variable =
  /["']([A-Z][A-Z0-9_]{0,40}ENGINE)["'],\s{0,9}(?:default\s{0,3}=\s{0,3})?["']django\.db\.backends\.\w{2,20}["']|["']ENGINE["']\s{0,3}:\s{0,3}[\w.]{1,40}[([]\s{0,3}["']([A-Z][A-Z0-9_]{0,40})["']\s{0,3}[)\]]/g;

/** The variable that tells Django which kind of database it has. */
export function withEngine(service: UsedService, sources: readonly Source[]): UsedService {
  const engine = engines[service.kind.name];
  const [found] = engine ? matchesOf(sources, variable) : [];
  const value = found?.groups.find(Boolean);
  if (!engine || !found || !value) return service;
  return {
    ...service,
    kind: withVariables(service.kind, { [value]: { compose: engine, chart: JSON.stringify(engine) } }),
    variables: [...service.variables.filter((one) => one.value !== value), { value, at: found.at }],
  };
}
