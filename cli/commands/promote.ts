import { Option } from "@commander-js/extra-typings";
import { createCommand, examples, runLong, withRollout } from "./options.ts";

export const promoteCommand = () =>
  withRollout(
    createCommand("promote")
      .summary("bring a release to an environment, watch it, go back where it fails")
      .description(
        "Brings a release to an environment, watches it until it is healthy, and says why it is not; then the last healthy version runs again.",
      )
      .argument("[version]", "release to promote; without it the newest, or the one that is healthy before a gate")
      .option("-e, --env <name>", "environment of chatops.yaml")
      .addOption(
        new Option("--all-auto", "every environment with `promote: auto`, each after its gate").conflicts("env"),
      )
      .option("--version <version>", "same as the argument")
      .option("--reapply", "bring what runs again, as it was promoted: what was changed by hand is taken back"),
  )
    .addHelpText(
      "after",
      examples(
        "chatops promote --env staging",
        "chatops promote 1.4.0 --env prod --yes",
        "chatops promote --all-auto",
        "chatops promote --env prod --dry-run",
        "chatops promote --env prod --reapply",
      ),
    )
    .action((argument, options, command) =>
      runLong(command, async (session) => {
        const { promote, readEnvironment } = await import("../workflows/promote/promote.ts");
        const { context, kubeconfig, timeout: timeoutMs, rollback, adopt = false, reapply = false } = options;
        return promote(session, {
          environment: readEnvironment(options),
          version: argument ?? options.version,
          context,
          kubeconfig,
          timeoutMs,
          rollback,
          adopt,
          reapply,
        });
      }),
    );
