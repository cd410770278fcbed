import { createCommand, examples, runLong, timeoutOption, withClusterChoice } from "./options.ts";

export const rollbackCommand = () =>
  withClusterChoice(
    createCommand("rollback")
      .summary("go back to a version that was healthy in an environment before")
      .description(
        "Goes back to the last version that was healthy in an environment before the one that runs, or to another that was; asks on a terminal which one. What was rolled back is not promoted by itself any more.",
      )
      .option("-e, --env <name>", "environment of chatops.yaml")
      .option("--to <version>", "version to go back to; it must have been healthy there"),
  )
    .addOption(timeoutOption())
    .addHelpText(
      "after",
      examples(
        "chatops rollback --env prod",
        "chatops rollback --env prod --to 1.4.0",
        "chatops rollback --env prod --dry-run",
      ),
    )
    .action(({ env: environment, to, context, kubeconfig, timeout: timeoutMs }, command) =>
      runLong(command, async (session) => {
        const { rollback } = await import("../workflows/rollback/rollback.ts");
        return rollback(session, { environment, to, context, kubeconfig, timeoutMs });
      }),
    );
