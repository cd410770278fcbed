import type { Warning } from "../pack.ts";
import { firstMatch, type Source } from "../shared/scan.ts";
import type { Survey } from "../shared/survey.ts";
import type { Found, ProjectTree } from "../tree.ts";

/** What has a program bring its database to what it expects, when it starts. */
const migrationVariables =
  /"((?:[A-Z][A-Z0-9]{1,20}_)?(?:RUN_(?:DB_)?MIGRATIONS?|(?:DB_)?AUTO_MIGRATE|MIGRATE_ON_START(?:UP)?))"/g;

/** The variable by which a program is told to do so. */
export function migratingVariable(sources: readonly Source[]): Found<string> | undefined {
  const found = firstMatch(sources, migrationVariables);
  return found && { value: found.groups[0] ?? "", at: found.at };
}

/** A program that is told so. */
export const withMigrating = (survey: Survey, { value: name }: Found<string>): Survey => ({
  ...survey,
  environment: { ...survey.environment, [name]: "true" },
  variables: survey.variables.filter(({ value }) => value !== name),
});

const runsMigrations =
  /\b(?:migrate\.(?:New\w{0,40}|Exec\w{0,20}|Up)|goose\.(?:Up\w{0,20}|Run\w{0,20}|NewProvider)|AutoMigrate)\(|go:embed [^\n]{0,80}(?:migrations?\b|\.sql\b)/g;

const isOfTests = /(?:^|\/)(?:testdata|tests?|integration|examples?|fixtures)\//;

/** Files for a tool that is not in the image: golang-migrate, goose and others. */
export function unrunMigrations({ paths }: ProjectTree, sources: readonly Source[]): Warning[] {
  const file = paths.find(
    (path) => /(?:^|\/)migrations?\/(?:[^/]+\/)?[^/]+\.sql$|\.up\.sql$/.test(path) && !isOfTests.test(path),
  );
  if (!file || firstMatch(sources, runsMigrations)) return [];
  return [
    {
      text: `nothing runs the migrations (${file}): the program does not, and no tool for them is in its image`,
      hint: "Have the program run them when it starts, or write a `release` line into a Procfile and a Dockerfile that has the tool.",
    },
  ];
}
