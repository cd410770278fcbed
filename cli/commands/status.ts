import type { Work } from "../terminal/run.ts";
import { createCommand, examples, runReading, withClusterChoice } from "./options.ts";

export const statusCommand = () =>
  withClusterChoice(
    createCommand("status")
      .summary("show which version runs in every environment, and whether it is healthy")
      .description(
        "Asks every environment which version runs there, whether it is healthy, how often it was started again, and what is not as its release has it.",
      )
      .option("-e, --env <name>", "this environment of chatops.yaml alone")
      .option("-w, --watch", "go on, and show whatever changes, until Ctrl-C"),
  )
    .addHelpText("after", examples("chatops status", "chatops status --env prod --json", "chatops status --watch"))
    .action(({ env: environment, watch = false, context, kubeconfig }, command) => {
      const work: Work = async (session) => {
        const { status } = await import("../workflows/status/status.ts");
        return status(session, { environment, watch, context, kubeconfig });
      };
      return runReading(command, work, watch ? "watch" : "task");
    });
