import { Argument, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { type CompletionTree, completionScript, type ProjectWords, shells } from "../domain/completion.ts";
import { head } from "../results/result.ts";
import { createCommand, examples, runReading } from "./options.ts";

/** What the project has for a value that is called so in the help. */
const askedFor = new Map<string, ProjectWords>([
  ["--env", "environments"],
  ["-e", "environments"],
  ["version", "versions"],
  ["--version", "versions"],
]);

/** What the scripts call themselves. */
const helper = "complete";

/** Reads commands, options and their choices off the program itself, so that nothing is listed twice. */
function treeOf(program: CommandUnknownOpts): CompletionTree {
  const commands = program.commands
    .filter((command) => command.name() !== helper)
    .map((command) => ({
      name: command.name(),
      summary: command.summary(),
      words: [
        ...command.commands.map((inner) => inner.name()),
        ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
        ...optionsOf(command),
      ],
      argument: command.registeredArguments.map((argument) => askedFor.get(argument.name())).find(Boolean),
      choices: Object.fromEntries(
        command.options.flatMap(({ long, argChoices }) => (long && argChoices ? [[long, argChoices]] : [])),
      ),
      asked: Object.fromEntries(command.options.flatMap(askedOf)),
    }));
  return { program: program.name(), options: optionsOf(program), commands };
}

const optionsOf = ({ options }: CommandUnknownOpts): string[] =>
  options.flatMap(({ long, hidden: isHidden }) => (long && !isHidden ? [long] : []));

/** An option that takes a version is one, whatever it is called. */
function askedOf({ short, long, flags }: CommandUnknownOpts["options"][number]): [string, ProjectWords][] {
  const names = [short, long].filter((name) => name !== undefined);
  return names.flatMap((name) => {
    const what = askedFor.get(name) ?? (flags.endsWith("<version>") ? "versions" : undefined);
    return what ? [[name, what] as [string, ProjectWords]] : [];
  });
}

export const completionCommand = () =>
  createCommand("completion")
    .summary("print a shell's completion script")
    .description(
      "Prints the script that teaches your shell to complete chatops' commands, options, environments and versions.",
    )
    .addArgument(new Argument("<shell>", "your shell").choices(shells))
    .addHelpText("after", examples('eval "$(chatops completion bash)"', "chatops completion fish | source"))
    .action((shell, _options, command) =>
      runReading(command, async () => {
        const script = completionScript(shell, treeOf(command.parent ?? command));
        return { ...head("Completion"), shell, script: script.join("\n") };
      }),
    );
