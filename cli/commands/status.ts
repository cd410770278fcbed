import { createCommand, examples, runReading, withClusterChoice } from "./options.ts";

export const statusCommand = () =>
  withClusterChoice(
    createCommand("status")
      .summary("show which version runs in every environment, and whether it is healthy")
      .description("Asks every environment which version runs there and whether it is healthy.")
      .option("-e, --env <name>", "this environment of chatops.yaml alone"),
  )
    .addHelpText("after", examples("chatops status", "chatops status --env prod --json"))
    .action(({ env: environment, context, kubeconfig }, command) =>
      runReading(command, async (session) => {
        const { status } = await import("../workflows/status/status.ts");
        return status(session, { environment, context, kubeconfig });
      }),
    );
