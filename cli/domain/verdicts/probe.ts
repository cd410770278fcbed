import { evidenceOf } from "./start.ts";
import type { Rule } from "./verdict.ts";

export const probeRules: Rule[] = [
  {
    code: "probe.unhealthy",
    reason: "probe",
    certainWhen: "the engine calls the container unhealthy, after all retries of its health check",
    find: ({ containers }) => {
      const bad = containers.find(({ status, health }) => status === "running" && health === "unhealthy");
      return (
        bad && {
          cause: `${bad.service} runs, but its health check fails`,
          evidence: [
            ...bad.healthOutput.slice(-1).map((output) => `health check: ${output || "no output"}`),
            ...evidenceOf(bad),
          ],
          fix: "Check that the program answers where the health check of the Compose file asks.",
        }
      );
    },
  },
];
