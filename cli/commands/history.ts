import { Option } from "@commander-js/extra-typings";
import { createCommand, examples, readCount, runReading, withClusterChoice } from "./options.ts";

export const historyCommand = () =>
  withClusterChoice(
    createCommand("history")
      .summary("list what was promoted to an environment, when, by whom, and how it went")
      .description("Lists every promotion into an environment, newest first, with the cause of those that failed.")
      .option("-e, --env <name>", "environment of chatops.yaml")
      .addOption(new Option("--limit <count>", "only the newest ones").argParser(readCount)),
  )
    .addHelpText(
      "after",
      examples(
        "chatops history --env prod",
        "chatops history --env prod --limit 5",
        "chatops history --env prod --json",
      ),
    )
    .action(({ env: environment, limit, context, kubeconfig }, command) =>
      runReading(command, async (session) => {
        const { history } = await import("../workflows/history/history.ts");
        return history(session, { environment, limit, context, kubeconfig });
      }),
    );
