import { optional } from "../../services/optional.ts";
import type { UsedService } from "../../services/used-service.ts";
import { type Found, lineAt, type ProjectTree } from "../tree.ts";

const file = "config/storage.yml";
const production = "config/environments/production.rb";

/** Without what only the stores of files read that production does not take; Rails describes several. */
export const withoutOtherStores = (variables: readonly Found<string>[], tree: ProjectTree): Found<string>[] => {
  const lines = (tree.texts.get(file) ?? "").split("\n");
  const taken = storeTaken(tree)?.value;
  return variables.filter(
    ({ at }) => !at.startsWith(`${file}:`) || sectionAt(lines, Number(at.split(":")[1])) === taken,
  );
};

/** S3 is a choice where production keeps files in another store, unless somebody says so. */
export function withStores(services: readonly UsedService[], tree: ProjectTree): readonly UsedService[] {
  const taken = storeTaken(tree);
  if (!taken || storeIn(tree, taken.value) === "S3") return services;
  return services.map((service) =>
    service.kind.name === "s3"
      ? optional(service, `files are kept elsewhere, unless it is told so (${taken.at})`)
      : service,
  );
}

/** `config.active_storage.service = :local`, or what it is without the variable that is asked first. */
function storeTaken({ texts }: ProjectTree): Found<string> | undefined {
  const text = texts.get(production) ?? "";
  const match = /\bactive_storage\.service\s{0,3}=\s{0,3}([^\n]{1,200})/.exec(text);
  if (!match) return undefined;
  const said = match[1] ?? "";
  const value = /^:["']?(\w{1,60})/.exec(said)?.[1] ?? /\bfetch\([^,\n]{1,80},\s{0,3}[:"'](\w{1,60})/.exec(said)?.[1];
  return { value: value ?? "", at: `${production}:${lineAt(text, match.index)}` };
}

/** What a section of the settings keeps files in. */
const storeIn = ({ texts }: ProjectTree, name: string): string | undefined => {
  const lines = (texts.get(file) ?? "").split("\n");
  const said = lines.findIndex(
    (line, index) => /^\s{1,9}service:/.test(line) && sectionAt(lines, index) === name && name !== "",
  );
  return /service:\s{0,9}["']?(\w{1,40})/.exec(lines[said] ?? "")?.[1];
};

/** The name above a line that is not indented. */
const sectionAt = (lines: readonly string[], line: number) =>
  lines
    .slice(0, line)
    .map((one) => /^(\w{1,60}):/.exec(one)?.[1])
    .findLast(Boolean);
