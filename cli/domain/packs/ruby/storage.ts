import type { Found, ProjectTree } from "../tree.ts";

const file = "config/storage.yml";

/** Without what only the stores of files read that production does not take; Rails describes several. */
export const withoutOtherStores = (variables: readonly Found<string>[], { texts }: ProjectTree): Found<string>[] => {
  const lines = (texts.get(file) ?? "").split("\n");
  const taken = /\bactive_storage\.service = :["']?(\w{1,60})/.exec(
    texts.get("config/environments/production.rb") ?? "",
  )?.[1];
  return variables.filter(
    ({ at }) => !at.startsWith(`${file}:`) || sectionAt(lines, Number(at.split(":")[1])) === taken,
  );
};

/** The name above a line that is not indented. */
const sectionAt = (lines: readonly string[], line: number) =>
  lines
    .slice(0, line)
    .map((one) => /^(\w{1,60}):/.exec(one)?.[1])
    .findLast(Boolean);
