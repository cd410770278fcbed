import { createCommand, examples, runReading, withClusterChoice } from "./options.ts";

export const traceCommand = () =>
  withClusterChoice(
    createCommand("trace")
      .summary("follow a pod, container, image, version or commit to its release")
      .description(
        "Follows a pod, container, image, version or commit to its commit, and checks that every artifact agrees.",
      )
      .argument("[what]", "version, pod, container, image or commit; without it what runs now")
      .option("-e, --env <name>", "look for what runs in this environment alone"),
  )
    .addHelpText(
      "after",
      examples(
        "chatops trace",
        "chatops trace --env prod",
        "chatops trace 1.4.0",
        "chatops trace pod/chat-5d9c7b6f4-x2x4z",
        "chatops trace chat-local-chat-1 --json",
      ),
    )
    .action((what, { env: environment, context, kubeconfig }, command) =>
      runReading(command, async (session) => {
        const { trace } = await import("../workflows/trace/trace.ts");
        return trace(session, { name: what, environment, context, kubeconfig });
      }),
    );
