import type { Command } from "commander";
import { createCommand, examples, runReading } from "./options.ts";

export const traceCommand = (): Command =>
  createCommand("trace")
    .summary("follow a container, image, version or commit to its release")
    .description("Follows a container, image, version or commit to its commit, and checks that every artifact agrees.")
    .argument("[what]", "version, container, image or commit; without it what runs on Compose here")
    .addHelpText("after", examples("chatops trace", "chatops trace 1.4.0", "chatops trace chat-local-chat-1 --json"))
    .action((what: string | undefined, _options, command: Command) =>
      runReading(command, async (session) => {
        const { trace } = await import("../workflows/trace/trace.ts");
        return trace(session, what);
      }),
    );
