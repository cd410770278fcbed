import { Argument } from "@commander-js/extra-typings";
import { projectWords } from "../domain/completion.ts";
import { createCommand, runReading } from "./options.ts";

/** What completion scripts ask for; nobody types it, so it is not shown. */
export const completeCommand = () =>
  createCommand("complete")
    .description("Prints the environments or versions of the project, for completion scripts.")
    .addArgument(new Argument("<what>").choices(projectWords))
    .action((what, _options, command) =>
      runReading(command, async (session) => {
        const { wordsFor } = await import("../workflows/complete.ts");
        return wordsFor(session, what);
      }),
    );
