import { firstWord, matchesOf, type Source } from "../packs/shared/scan.ts";
import type { Found, ProjectTree } from "../packs/tree.ts";
import { isCalled, kindVariable } from "./compose-told.ts";
import { settingsOf } from "./settings-files.ts";
import { withVariables } from "./tellings.ts";
import type { UsedService } from "./used-service.ts";

const ofDatabase = /(?:^|_)(?:DB|DATABASE|SQL|TYPEORM|KNEX|SEQUELIZE|MIKRO_ORM)_/;

/** `if os.getenv("DB") == "postgres"`, and `in ["mysql", "mariadb"]`. */
const askedAtOnce =
  /\b\w{0,20}env\w{0,10}(?:\.get)?[.([]{1,2}["'`]?([A-Z][A-Z0-9_]{1,60})["'`]?(?:,\s{0,3}["']\w{0,20}["'])?[\])]{0,2}\s{0,3}(?:={2,3}|in)\s{0,3}[[({]?["']([\w.+-]{2,40})["']/gi;
/** The same of what was read into a name of its own. */
const askedLater = /\b([A-Z][A-Z0-9_]{1,60})\s{0,3}(?:={2,3}|in)\s{0,3}[[({]?["']([\w.+-]{2,40})["']/g;

type Kind = Found<string> & { said: string };

const isOfKind = (name: string) => /^(?:DB|DATABASE)$/.test(name) || (ofDatabase.test(name) && kindVariable.test(name));

/** What the code compares a variable with before it takes a database. */
function comparedIn(sources: readonly Source[], { kind }: UsedService): Kind[] {
  return [askedAtOnce, askedLater].flatMap((pattern) =>
    [...matchesOf(sources, pattern)].flatMap(({ groups: [name = "", value = ""], at }): Kind[] => {
      const isRead = isOfKind(name) && isCalled(kind, value) && !(name in kind.variables);
      return isRead && firstWord(sources, name, /env/i) ? [{ value: name, at, said: value }] : [];
    }),
  );
}

/** A database whose kind the program is told, as an example of its environment says, `DATABASE_TYPE=postgres`, or its code asks. */
export function withKindTold(service: UsedService, tree: ProjectTree, sources: readonly Source[]): UsedService {
  const { kind, variables } = service;
  if (!kind.setup?.asks) return service;
  const lines = settingsOf(tree).flatMap(({ text }) => text.split(/\r?\n/));
  const shown = lines.flatMap((line): Kind[] => {
    const [, name = "", value = ""] =
      /^([A-Z][A-Z0-9_]{1,60})=["']?([\w.+-]{1,40})["']?\s{0,40}(?:#.{0,200})?$/.exec(line) ?? [];
    const isKind = ofDatabase.test(name) && kindVariable.test(name) && isCalled(kind, value);
    const at = isKind && !(name in kind.variables) ? firstWord(sources, name) : undefined;
    return at ? [{ value: name, at, said: value }] : [];
  });
  const said = [...shown, ...comparedIn(sources, service)];
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
