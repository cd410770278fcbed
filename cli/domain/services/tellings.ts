import type { BackingService, Telling } from "./service.ts";

/** What a variable may say of a service: a part of its address, host and port in one, or which kind of service it is. */
export type Said = "url" | "host" | "address" | "port" | "user" | "password" | "database";

const endings: Readonly<Record<Exclude<Said, "address">, string>> = {
  url: "URL",
  host: "HOST",
  port: "PORT",
  user: "USER",
  password: "PASSWORD",
  database: "NAME",
};

/** How a program is told a part of a service's address, whatever its variable is called. */
export function tellingOf(kind: BackingService, said: Said): Telling | undefined {
  const named = (ending: string) => kind.variables[`${kind.name.toUpperCase()}_${ending}`];
  if (said !== "address") return named(endings[said]);
  const [host, port] = [named("HOST"), named("PORT")];
  if (!host || !port) return undefined;
  const { name } = kind;
  const chart = `{{ printf "%s:%v" (include "__NAME__.${name}Host" .) .Values.${name}.port | quote }}`;
  return { compose: `${host.compose}:${port.compose}`, chart };
}

/** The address without its user, whom a variable of its own tells: `r2dbc:postgresql://db:5432/app`. */
export function reactiveTelling(kind: BackingService): Telling | undefined {
  const [host, port, database] = ["HOST", "PORT", "NAME"].map(
    (ending) => kind.variables[`${kind.name.toUpperCase()}_${ending}`],
  );
  const scheme = reactive[kind.name];
  if (!host || !port || !database || !scheme) return undefined;
  const { name } = kind;
  const said = `(include "__NAME__.${name}Host" .) .Values.${name}.port .Values.${name}.database`;
  return {
    compose: `${scheme}://${host.compose}:${port.compose}/${database.compose}`,
    chart: `{{ printf "${scheme}://%s:%v/%s" ${said} | quote }}`,
  };
}

const reactive: Readonly<Record<string, string>> = { postgres: "r2dbc:postgresql", mysql: "r2dbc:mariadb" };

/** A service that tells programs by further variables, which are called as this project's people call them. */
export const withVariables = (kind: BackingService, own: Readonly<Record<string, Telling>>): BackingService => ({
  ...kind,
  variables: { ...kind.variables, ...own },
});
