import { Option } from "@commander-js/extra-typings";
import { createCommand, examples, readCount, runReading, withClusterChoice } from "./options.ts";

const usual = 20;

export const releasesCommand = () =>
  withClusterChoice(
    createCommand("releases")
      .summary("list what is released, and where each version runs")
      .description("Lists the releases, newest version first, and asks every environment which of them it runs.")
      .addOption(new Option("--limit <count>", "only the newest ones").argParser(readCount).default(usual)),
  )
    .addHelpText("after", examples("chatops releases", "chatops releases --limit 5", "chatops releases --json"))
    .action(({ limit, context, kubeconfig }, command) =>
      runReading(command, async (session) => {
        const { releases } = await import("../workflows/releases/releases.ts");
        return releases(session, { limit, context, kubeconfig });
      }),
    );
