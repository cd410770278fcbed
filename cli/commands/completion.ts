import { Argument, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { type CompletionTree, completionScript, shells } from "../domain/completion.ts";
import { head } from "../results/result.ts";
import { createCommand, examples, runReading } from "./options.ts";

/** Reads commands, options and their choices off the program itself, so that nothing is listed twice. */
function treeOf(program: CommandUnknownOpts): CompletionTree {
  const commands = program.commands.map((command) => ({
    name: command.name(),
    summary: command.summary(),
    words: [
      ...command.commands.map((inner) => inner.name()),
      ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
      ...command.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : [])),
    ],
    choices: Object.fromEntries(
      command.options.flatMap(({ long, argChoices }) => (long && argChoices ? [[long, argChoices]] : [])),
    ),
  }));
  return { program: program.name(), commands };
}

export const completionCommand = () =>
  createCommand("completion")
    .summary("print a shell's completion script")
    .description("Prints the script that teaches your shell to complete chatops' commands and options.")
    .addArgument(new Argument("<shell>", "your shell").choices(shells))
    .addHelpText("after", examples('eval "$(chatops completion bash)"', "chatops completion fish | source"))
    .action((shell, _options, command) =>
      runReading(command, async () => {
        const script = completionScript(shell, treeOf(command.parent ?? command));
        return { ...head("Completion"), shell, script: script.join("\n") };
      }),
    );
