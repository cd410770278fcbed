import { type Command, CommanderError } from "@commander-js/extra-typings";
import { usageError } from "../lib/errors.ts";
import { createCommand, exitCodeHelp } from "./commands/options.ts";
import { meantBy } from "./commands/usage-hint.ts";
import { exitCodes } from "./core/exit-codes.ts";
import { ownVersion } from "./core/package.ts";

async function createProgram(): Promise<Command> {
  const { commands, hiddenCommands } = await import("./commands/all.ts");
  const program = createCommand("chatops")
    .description("Takes a Git repository to a verified release on Docker Compose or Kubernetes.")
    .version(ownVersion(), "-V, --version", "print the version of chatops")
    .enablePositionalOptions()
    .showSuggestionAfterError()
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
  const program = await createProgram();
  const json = asksForJson(argv);
  for (const command of [program, ...program.commands])
    command.configureOutput({ outputError: ignore, ...(json && { writeErr: ignore }) });
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(error, argv);
    if (error.exitCode === 0) process.exitCode = exitCodes.done.code;
    // commander has printed the help.
    else if (error.code === "commander.help" && !json) process.exitCode = exitCodes.usage.code;
    else await fail(misuse(error, program, argv), argv);
  }
}

/** Also on a command line that cannot be read otherwise. */
const asksForJson = (argv: string[]): boolean =>
  argv.includes("--json") || /(^| )(-o ?|--output[= ])json( |$)/.test(argv.join(" "));

async function fail(error: unknown, argv: string[]): Promise<void> {
  const { failEarly } = await import("./terminal/run.ts");
  await failEarly(error, { json: asksForJson(argv), verbose: argv.includes("--verbose") });
}

/** commander's error, which without a command is its help. */
function misuse(error: CommanderError, program: Command, argv: string[]) {
  const [first = "", ...details] = error.message.replace(/^error: /, "").split("\n");
  const meant = meantBy(error, program, argv);
  if (meant) return usageError(first, { hint: meant });
  const hint = "Run `chatops --help` to see every command.";
  if (error.code === "commander.help") return usageError("no command given", { hint });
  const command = argv.find((word) => program.commands.some((each) => each.name() === word));
  return usageError(first, {
    details,
    hint: command ? `Run \`chatops ${command} --help\` to see what it takes.` : hint,
  });
}
