import { type Part, variablesFor } from "./parts.ts";
import type { Telling } from "./service.ts";

const parts = (beginning: string, url = "URL"): Readonly<Record<string, Part>> => ({
  [`${beginning}_${url}`]: "url",
  [`${beginning}_USERNAME`]: "user",
  [`${beginning}_PASSWORD`]: "password",
});

/** The variables that take the place of the settings by which frameworks of the JVM find a database. */
export function jdbcVariables(tellings: Readonly<Partial<Record<Part, Telling>>>) {
  const spring = variablesFor(parts("SPRING_DATASOURCE"), tellings);
  const quarkus = variablesFor(parts("QUARKUS_DATASOURCE", "JDBC_URL"), tellings);
  const micronaut = variablesFor(parts("DATASOURCES_DEFAULT"), tellings);
  const others = [
    parts("SPRING_DATASOURCE_DRUID"),
    parts("SPRING_DATASOURCE_DRUID_MASTER"),
    parts("QUARKUS_DATASOURCE"),
  ].map((part) => variablesFor(part, tellings));
  const all: Record<string, Telling> = Object.assign({}, spring, quarkus, micronaut, ...others);
  const unsaid = { maven: spring, quarkus, micronaut };
  return {
    all,
    unsaid: Object.fromEntries(Object.entries(unsaid).map(([name, variables]) => [name, Object.keys(variables)])),
  };
}
