import { createCommand, examples, runReading, withClusterChoice } from "./options.ts";

export const openCommand = () =>
  withClusterChoice(
    createCommand("open")
      .summary("show where an environment is reached, and open it in the browser")
      .description(
        "Shows the addresses of an environment: of its ingresses, routes and load balancers in a cluster, of its published ports on Compose. On a terminal the first one is opened in the browser.",
      )
      .option("-e, --env <name>", "environment of chatops.yaml"),
  )
    .addHelpText("after", examples("chatops open --env staging", "chatops open --env staging --json"))
    .action(({ env: environment, context, kubeconfig }, command) =>
      runReading(command, async (session) => {
        const { open } = await import("../workflows/open/open.ts");
        return open(session, { environment, context, kubeconfig });
      }),
    );
