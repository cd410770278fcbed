import { Option } from "@commander-js/extra-typings";
import type { Work } from "../terminal/run.ts";
import { createCommand, examples, readCount, readDuration, runLong, withClusterChoice } from "./options.ts";

export const logsCommand = () =>
  withClusterChoice(
    createCommand("logs")
      .summary("show what the containers of an environment write")
      .description(
        "Shows the lines that all containers of an environment wrote, in the order of their time, each behind its pod or container. Secrets that the containers are given are masked.",
      )
      .option("-e, --env <name>", "environment of chatops.yaml")
      .addOption(
        new Option("-p, --previous", "of the runs before, of containers that were started again").conflicts("follow"),
      )
      .option("-f, --follow", "go on as lines are written, until Ctrl-C")
      .addOption(new Option("--since <duration>", "lines of the last 90s, 5m or 1h").argParser(readDuration))
      .addOption(
        new Option("--tail <lines>", "last lines of each container; 100 without --since and --tail").argParser(
          readCount,
        ),
      ),
  )
    .addHelpText(
      "after",
      examples(
        "chatops logs --env staging",
        "chatops logs --env staging --follow --tail 10",
        "chatops logs --env prod --previous",
        "chatops logs --env prod --since 5m --json",
      ),
    )
    .action(({ env: environment, since: sinceMs, tail, ...options }, command) => {
      const { previous = false, follow = false, context, kubeconfig } = options;
      const work: Work = async (session) => {
        const { logs } = await import("../workflows/logs/logs.ts");
        return logs(session, { environment, previous, follow, sinceMs, tail, context, kubeconfig });
      };
      return runLong(command, work, follow ? "watch" : "task");
    });
