import { evidenceOf } from "./start.ts";
import type { Rule } from "./verdict.ts";

export const memoryRules: Rule[] = [
  {
    code: "memory.limit",
    reason: "memory",
    certainWhen: "the engine says that the kernel killed it for memory",
    find: ({ containers }) => {
      const bad = containers.find(({ outOfMemory }) => outOfMemory);
      return (
        bad && {
          cause: `${bad.service} needs more memory than its limit allows`,
          evidence: evidenceOf(bad),
          fix: "Raise the service's memory limit in the Compose file, or make the program use less.",
        }
      );
    },
  },
];
