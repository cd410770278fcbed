import { createCommand, examples, runLong, timeoutOption, withClusterChoice } from "./options.ts";

export const removeCommand = () =>
  withClusterChoice(
    createCommand("remove")
      .summary("remove what runs in an environment; its data is kept")
      .description(
        "Removes what runs in an environment. Claims, volumes and the passwords to them are kept and named, unless --delete-data is given. Asks on a terminal; elsewhere it needs --yes. What belongs to another repository is refused.",
      )
      .option("-e, --env <name>", "environment of chatops.yaml")
      .option("--delete-data", "delete claims, volumes and passwords as well, each by its name"),
  )
    .addOption(timeoutOption("how long to wait for what is removed to be gone"))
    .addHelpText(
      "after",
      examples(
        "chatops remove --env preview",
        "chatops remove --env preview --delete-data --dry-run",
        "chatops remove --env preview --delete-data --yes",
      ),
    )
    .action(({ env: environment, deleteData: deletesData = false, timeout: timeoutMs, ...choice }, command) =>
      runLong(command, async (session) => {
        const { remove } = await import("../workflows/remove/remove.ts");
        const { context, kubeconfig } = choice;
        return remove(session, { environment, deletesData, timeoutMs, context, kubeconfig });
      }),
    );
