import { unifiedDiff } from "../../domain/import/unified-diff.ts";
import type { ImportPlan } from "./plan.ts";

/** What changes in each file, by its path, as a unified diff. */
export function differencesIn({ files, present }: Pick<ImportPlan, "files" | "present">): Map<string, string> {
  const changed = files.filter(({ action }) => action !== "keep" && action !== "conflict");
  return new Map(
    changed.map(({ path, content }) => {
      const found = present.get(path);
      return [path, unifiedDiff(path, found && "text" in found ? found.text : undefined, content)];
    }),
  );
}
