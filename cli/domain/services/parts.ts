import type { Telling } from "./service.ts";

/** What a program may be told of a service, each by a variable of its own. */
export type Part = "url" | "host" | "port" | "user" | "password" | "database";

/** How the variables of each part end, as in `DB_HOST`. */
const endings: Readonly<Record<Part, readonly string[]>> = {
  url: ["URL", "URI", "DSN", "CONNECTION_STRING", "CONN_STRING", "CONN_STR"],
  host: ["HOST", "HOSTNAME", "HOST_NAME", "SERVER"],
  port: ["PORT"],
  user: ["USER", "USERNAME", "USER_NAME"],
  password: ["PASSWORD", "PASS", "PWD"],
  database: ["NAME", "DATABASE", "DB", "DBNAME", "DB_NAME", "DATABASE_NAME"],
};

type Tellings = Readonly<Partial<Record<Part, Telling>>>;

/** The variables that begin like this and tell a part: `DB_HOST`, `DB_PORT` … */
export function variablesOf(beginnings: readonly string[], tellings: Tellings): Record<string, Telling> {
  const parts = Object.entries(tellings) as [Part, Telling][];
  const named = beginnings.flatMap((beginning) =>
    parts.flatMap(([part, telling]) =>
      endings[part].map((ending): [string, Telling] => [`${beginning}_${ending}`, telling]),
    ),
  );
  return Object.fromEntries(named);
}

/** Variables by the part that each of them tells. */
export function variablesFor(parts: Readonly<Record<string, Part>>, tellings: Tellings): Record<string, Telling> {
  const named = Object.entries(parts).flatMap(([name, part]): [string, Telling][] => {
    const telling = tellings[part];
    return telling ? [[name, telling]] : [];
  });
  return Object.fromEntries(named);
}

/** Stands for the URL of a service in Compose, whose form depends on the program. */
export const wholeUrl = "%url";

interface Service {
  name: string;
  /** In Compose, where nobody but this project reaches it. */
  user: string;
  password: string;
  port: number;
}

/** How each part is told, by the helpers and values that every service of a chart has. */
export const tellingsOf = ({ name, user, password, port }: Service): Required<Record<Part, Telling>> => ({
  url: { compose: wholeUrl, chart: `{{ include "__NAME__.${name}Url" . | quote }}` },
  host: { compose: name, chart: `{{ include "__NAME__.${name}Host" . | quote }}` },
  port: { compose: String(port), chart: `{{ .Values.${name}.port | quote }}` },
  user: { compose: user, chart: `{{ .Values.${name}.user | quote }}` },
  password: { compose: password, chart: `$(${name.toUpperCase()}_PASSWORD)` },
  database: { compose: "app", chart: `{{ .Values.${name}.database | quote }}` },
});
