import { createCommand, examples, runLong, withClusterChoice } from "./options.ts";

export const holdCommand = () =>
  withClusterChoice(
    createCommand("hold")
      .summary("keep an environment as it is until somebody lets it go on")
      .description(
        "Holds an environment: nothing is promoted there by itself, neither by `chatops serve` nor by `promote` without a version. A version that somebody gives is promoted as ever, and a rollback too.",
      )
      .option("-e, --env <name>", "environment of chatops.yaml")
      .option("--end", "let it go on, also after a rollback by hand"),
  )
    .addHelpText(
      "after",
      examples("chatops hold --env prod", "chatops hold --env prod --end", "chatops hold --env prod --dry-run"),
    )
    .action(({ env: environment, end = false, context, kubeconfig }, command) =>
      runLong(command, async (session) => {
        const { hold } = await import("../workflows/hold/hold.ts");
        return hold(session, { environment, end, context, kubeconfig });
      }),
    );
