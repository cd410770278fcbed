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

/** A service that tells programs by further variables, which are called as this project's people call them. */
export const withVariables = (kind: BackingService, own: Readonly<Record<string, Telling>>): BackingService => ({
  ...kind,
  variables: { ...kind.variables, ...own },
});
