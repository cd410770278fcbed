import type { Survey } from "../shared/survey.ts";
import { assumed } from "../tree.ts";

/** A program tells its database by connection strings with names of its own; all of them are of the one that it has. */
export function withConnections(survey: Survey): Survey {
  const isString = ({ value }: { value: string }) => value.startsWith("CONNECTIONSTRINGS__");
  const strings = survey.variables.filter(isString);
  const [database, ...others] = survey.services.filter(({ kind }) => kind.setup?.isSql);
  const telling = database?.kind.variables.DATABASE_URL;
  const isTold = database?.variables.some(({ at }) => at !== assumed);
  if (!database || !telling || isTold || others.length > 0 || strings.length === 0) return survey;
  const named = Object.fromEntries(strings.map(({ value }) => [value, telling]));
  const kind = { ...database.kind, variables: { ...database.kind.variables, ...named } };
  return {
    ...survey,
    services: survey.services.map((one) => (one === database ? { ...one, kind, variables: strings } : one)),
    variables: survey.variables.filter((variable) => !isString(variable)),
  };
}
