import { type Command, CommanderError } from "@commander-js/extra-typings";
import { usageError } from "../lib/errors.ts";
import { createCommand, exitCodeHelp } from "./commands/options.ts";
import { exitCodes } from "./core/exit-codes.ts";
import { ownVersion } from "./core/package.ts";

async function createProgram(): Promise<Command> {
  const { commands, hiddenCommands } = await import("./commands/all.ts");
  const program = createCommand("chatops")
    .description("Takes a Git repository to a verified release on Docker Compose or Kubernetes.")
    .version(ownVersion(), "-V, --version", "print the version of chatops")
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .showHelpAfterError("Run `chatops --help` to see every command.")
    .addHelpText("after", exitCodeHelp());
  for (const command of commands()) program.addCommand(command.exitOverride());
  for (const command of hiddenCommands()) program.addCommand(command.exitOverride(), { hidden: true });
  return program.exitOverride();
}

const ignore = (): void => {};

/** Runs one command line; sets the exit code, throws nothing. */
export async function main(argv: string[]): Promise<void> {
  // Nobody reads on (`chatops … | head`), or the disk is full: no reason to leave half done what was begun.
  for (const stream of [process.stdout, process.stderr]) stream.off("error", ignore).on("error", ignore);
  const json = asksForJson(argv);
  try {
    const program = await createProgram();
    // What commander says to people is told as a document instead.
    if (json) for (const command of [program, ...program.commands]) command.configureOutput({ writeErr: ignore });
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(error, argv);
    if (error.exitCode === 0 || !json) {
      process.exitCode = error.exitCode === 0 ? exitCodes.done.code : exitCodes.usage.code;
      return;
    }
    await fail(misuse(error), argv);
  }
}

/** Also on a command line that cannot be read otherwise. */
const asksForJson = (argv: string[]): boolean =>
  argv.includes("--json") || /(^| )(-o ?|--output[= ])json( |$)/.test(argv.join(" "));

async function fail(error: unknown, argv: string[]): Promise<void> {
  const { failEarly } = await import("./terminal/run.ts");
  await failEarly(error, { json: asksForJson(argv), verbose: argv.includes("--verbose") });
}

/** commander's complaint, which without a command is its help. */
function misuse({ code, message }: CommanderError) {
  const [first = "", ...details] = message.replace(/^error: /, "").split("\n");
  const hint = "Run `chatops --help` to see every command.";
  return code === "commander.help" ? usageError("no command given", { hint }) : usageError(first, { details, hint });
}
