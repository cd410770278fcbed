import { type Command, CommanderError } from "@commander-js/extra-typings";
import { createCommand, exitCodeHelp } from "./commands/options.ts";
import { exitCodes } from "./core/exit-codes.ts";
import { ownVersion } from "./core/package.ts";

export async function createProgram(): Promise<Command> {
  const { commands } = await import("./commands/all.ts");
  const program = createCommand("chatops")
    .description("Takes a Git repository to a verified release on Docker Compose or Kubernetes.")
    .version(ownVersion(), "-V, --version", "print the version of chatops")
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .showHelpAfterError("Run `chatops --help` to see every command.")
    .addHelpText("after", exitCodeHelp());
  for (const command of commands()) program.addCommand(command.exitOverride());
  return program.exitOverride();
}

const ignore = (): void => {};

/** Runs one command line; sets the exit code, throws nothing. */
export async function main(argv: string[]): Promise<void> {
  // Nobody reads on (`chatops … | head`), or the disk is full: no reason to leave half done what was begun.
  for (const stream of [process.stdout, process.stderr]) stream.off("error", ignore).on("error", ignore);
  try {
    const program = await createProgram();
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done.code : exitCodes.usage.code;
      return;
    }
    const { reportFailure } = await import("./terminal/run.ts");
    process.exitCode = await reportFailure(error, { verbose: argv.includes("--verbose") });
  }
}
