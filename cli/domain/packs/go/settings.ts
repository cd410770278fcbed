import type { Survey } from "../shared/survey.ts";
import type { ProjectTree } from "../tree.ts";

/** Its settings are found by a name alone, such as Viper's. */
export function withSettings(
  assets: readonly string[],
  { ownSettings: { said, missing } }: Survey,
  { paths }: ProjectTree,
): string[] {
  const named = said
    .map(({ value }) => value.replace(/^file:\/\/|^\.\//, ""))
    .filter((value) => value.includes("/") && paths.some((path) => path.startsWith(`${value}/`)));
  const files = [...said.map(({ at }) => at.replace(/:\d+$/, "")), ...named].filter((path) => path !== missing?.at);
  const isIn = (path: string) => assets.some((asset) => path === asset || path.startsWith(`${asset}/`));
  return [...assets, ...new Set(files.filter((path) => !isIn(path)))];
}
