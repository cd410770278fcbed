import { firstWord, type Source } from "../packs/shared/scan.ts";
import type { Found, ProjectTree } from "../packs/tree.ts";
import { isCalled, kindVariable } from "./compose-told.ts";
import { settingsOf } from "./settings-files.ts";
import { withVariables } from "./tellings.ts";
import type { UsedService } from "./used-service.ts";

const ofDatabase = /(?:^|_)(?:DB|DATABASE|SQL|TYPEORM|KNEX|SEQUELIZE|MIKRO_ORM)_/;

/** A database whose kind the program is told, as an example of its environment says: `DATABASE_TYPE=postgres`. */
export function withKindTold(service: UsedService, tree: ProjectTree, sources: readonly Source[]): UsedService {
  const { kind, variables } = service;
  if (!kind.setup?.asks) return service;
  const lines = settingsOf(tree).flatMap(({ text }) => text.split(/\r?\n/));
  const said = lines.flatMap((line): (Found<string> & { said: string })[] => {
    const [, name = "", value = ""] = /^([A-Z][A-Z0-9_]{1,60})=["']?([\w.+-]{1,40})["']?\s*$/.exec(line) ?? [];
    const isKind = ofDatabase.test(name) && kindVariable.test(name) && isCalled(kind, value);
    const at = isKind && !(name in kind.variables) ? firstWord(sources, name) : undefined;
    return at ? [{ value: name, at, said: value }] : [];
  });
  const told = said.filter(({ value }, index) => said.findIndex((one) => one.value === value) === index);
  if (told.length === 0) return service;
  const tellings = told.map(
    ({ value, said: text }) => [value, { compose: text, chart: JSON.stringify(text) }] as const,
  );
  return {
    ...service,
    kind: withVariables(kind, Object.fromEntries(tellings)),
    variables: [...variables, ...told.map(({ value, at }) => ({ value, at }))],
  };
}
