import { createCommand, examples, runReading } from "./options.ts";

export const changelogCommand = () =>
  createCommand("changelog")
    .summary("print what is new in the releases, as Markdown")
    .description("Prints what is new in every release, or in one, as Markdown: from the notes that their tags hold.")
    .argument("[version]", "this release alone, without a title")
    .addHelpText(
      "after",
      examples("chatops changelog > CHANGELOG.md", "chatops changelog 1.4.0", "chatops changelog --json"),
    )
    .action((version, _, command) =>
      runReading(command, async (session) => {
        const { changelog } = await import("../workflows/releases/changelog.ts");
        return changelog(session, { version });
      }),
    );
