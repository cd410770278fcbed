import type { Found } from "../tree.ts";
import { firstMatch, type Source } from "./scan.ts";

/** A variable without which tasks of Celery are done where they are asked for: they wait in no queue, and for no worker. */
export function tasksAtOnce(sources: readonly Source[]): Found<string> | undefined {
  const found = firstMatch(
    sources,
    /["'](\w{0,30}ALWAYS_EAGER)["']\s{0,4},\s{0,4}(?:default\s{0,3}=\s{0,3})?["']?(?:[Tt]rue|1|yes)\b/g,
  );
  return found && { value: found.groups[0] ?? "", at: found.at };
}
