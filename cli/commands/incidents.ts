import { createCommand, examples, runReading, withClusterChoice } from "./options.ts";

export const incidentsCommand = () =>
  withClusterChoice(
    createCommand("incidents")
      .summary("list promotions that failed, or show all that is known of one")
      .description(
        "Lists the promotions that failed, of every environment, or shows one with its cause, the lines that show it, and the logs that were kept on this machine.",
      )
      .argument("[id]", "incident to show, or `last`")
      .option("-e, --env <name>", "this environment of chatops.yaml alone"),
  )
    .addHelpText(
      "after",
      examples("chatops incidents", "chatops incidents last --env prod", "chatops incidents prod-20261121T211811"),
    )
    .action((id, { env: environment, context, kubeconfig }, command) =>
      runReading(command, async (session) => {
        const { incidents } = await import("../workflows/incidents/incidents.ts");
        return incidents(session, { environment, id, context, kubeconfig });
      }),
    );
