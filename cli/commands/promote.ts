import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { readPromotion } from "../domain/environment/promotion-words.ts";
import { createCommand, examples, runLong, withRollout } from "./options.ts";

export const promoteCommand = () =>
  withRollout(
    createCommand("promote")
      .summary("bring a release to an environment, watch it, roll back if it fails")
      .description(
        "Brings a release to an environment, watches it until it is healthy, and says why it is not; then the last healthy version runs again.",
      )
      .argument("[version]", "release to promote; without it the newest, or the one that is healthy before a gate")
      .argument("[env]", "same as --env")
      .option("-e, --env <name>", "environment of chatops.yaml")
      .addOption(
        new Option("--all-auto", "every environment with `promote: auto`, each after its gate").conflicts("env"),
      )
      .option("--version <version>", "same as the argument")
      .option("--hold", "without a version, leave an environment alone that somebody rolled back by hand")
      .addOption(
        new Option("--values-of <commit>", "read values at the commit of an automatic run")
          .argParser(readCommit)
          .hideHelp(),
      )
      .option("--reapply", "bring what runs again, as it was promoted: what was changed by hand is taken back"),
  )
    .addHelpText(
      "after",
      examples(
        "chatops promote --env staging",
        "chatops promote 1.4.0 prod --yes",
        "chatops promote --all-auto",
        "chatops promote --env prod --dry-run",
        "chatops promote --env prod --reapply",
      ),
    )
    .action((first, second, options, command) => {
      const loading = import("../workflows/promote/promote.ts");
      return runLong(command, async (session) => {
        const { promote } = await loading;
        const { context, kubeconfig, timeout: timeoutMs, rollback, adopt = false, reapply = false } = options;
        const { hold = false, valuesOf } = options;
        return promote(session, {
          ...readPromotion([first, second], options),
          context,
          kubeconfig,
          timeoutMs,
          rollback,
          adopt,
          reapply,
          hold,
          valuesOf,
        });
      });
    });

function readCommit(text: string): string {
  if (!/^[0-9a-f]{40,64}$/.test(text)) throw new InvalidArgumentError("Write the whole hash of a commit.");
  return text;
}
