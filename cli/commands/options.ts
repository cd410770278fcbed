import { Command, InvalidArgumentError, Option, type OptionValues } from "@commander-js/extra-typings";
import { millisecondsOf } from "../core/duration.ts";
import { exitCodes } from "../core/exit-codes.ts";
import { defaultTimeoutMs } from "../domain/rollout/timeouts.ts";
import type { GlobalOptions, Work } from "../terminal/run.ts";
import type { Lasting } from "../terminal/signals.ts";

/** A command with the global options: the program and every command have them, so they work on both sides of its name. */
export const createCommand = (name: string) =>
  new Command(name)
    .addOption(global("-C, --cwd <dir>", "run as if started in this folder"))
    .addOption(global("--config <file>", "path of chatops.yaml"))
    .addOption(global("--dry-run", "read everything, print every change, make none"))
    .addOption(global("-o, --output <format>", "text or json").choices(["text", "json"]))
    .addOption(global("--json", "same as -o json"))
    .addOption(global("-y, --yes", "answer yes to every question"))
    .addOption(global("--verbose", "show the output of every program that runs"))
    .addOption(global("--quiet", "show only warnings, errors and the result"))
    .addOption(global("--begin-on-input", "wait for a line on the standard input").hideHelp());

const global = <Flags extends string>(flags: Flags, description: string) =>
  new Option(flags, description).helpGroup("Global options:");

/** What is read off a command, whatever else it takes. */
interface Globals {
  name(): string;
  parent: Globals | null;
  opts(): GlobalOptions;
}

/** Runs a long command: its progress is reported as it comes. */
export const runLong = (command: Globals, work: Work, lasting?: Lasting) =>
  run(command, work, { events: true, lasting });

/** Runs a reading command: with --json it prints one document. */
export const runReading = (command: Globals, work: Work, lasting?: Lasting) =>
  run(command, work, { events: false, lasting });

async function run(
  command: Globals,
  work: Work,
  kind: { events: boolean; lasting: Lasting | undefined },
): Promise<void> {
  const { runCommand } = await import("../terminal/run.ts");
  await runCommand(optionsOf(command), { ...kind, name: command.name() }, work);
}

/** Where an option stands on both sides of the command's name, the one after it counts. */
const optionsOf = (command: Globals): GlobalOptions => ({ ...command.parent?.opts(), ...command.opts() });

/** Examples and the exit codes, below a command's help. */
export const examples = (...lines: string[]) => `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;

export const exitCodeHelp = () =>
  `\nExit codes:\n${Object.values(exitCodes)
    .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`)
    .join("\n")}`;

/** Reads an option such as `90s`, `5m` or `1m30s`; answers milliseconds. */
export function readDuration(text: string): number {
  const milliseconds = millisecondsOf(text);
  if (!Number.isFinite(milliseconds)) throw new InvalidArgumentError("Write it as 90s, 5m or 1m30s.");
  return milliseconds;
}

/** Reads how many of something are wanted. */
export function readCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("Write it as a number, such as 20.");
  return Number(text);
}

export const timeoutOption = (meaning = "how long it may take to become healthy") =>
  new Option("--timeout <duration>", meaning).argParser(readDuration).default(defaultTimeoutMs, "5m");

const noRollbackOption = () => new Option("--no-rollback", "keep a version that fails, to look at it");

const adoptOption = () => new Option("--adopt", "take over what another repository runs under the same name");

/** Which cluster a person means. */
export const withClusterChoice = <Words extends unknown[], Options extends OptionValues>(
  command: Command<Words, Options>,
) =>
  command
    .addOption(new Option("--context <name>", "context of the kubeconfig"))
    .addOption(new Option("--kubeconfig <file>", "kubeconfig to use"));

/** What every command takes that brings a version to a place and watches it there. */
export const withRollout = <Words extends unknown[], Options extends OptionValues>(command: Command<Words, Options>) =>
  withOptionsOfOthers(withClusterChoice(command))
    .addOption(timeoutOption())
    .addOption(noRollbackOption())
    .addOption(adoptOption());

/** What kubectl and Helm take on the command line and chatops reads from chatops.yaml is answered with its place there. */
function withOptionsOfOthers<Words extends unknown[], Options extends OptionValues>(command: Command<Words, Options>) {
  const place = "environments.<name>.kubernetes";
  return command
    .addOption(elsewhere("-n, --namespace <name>", `The namespace stands in chatops.yaml: ${place}.namespace.`))
    .addOption(elsewhere("--set <value>", `Values stand in files of the repository: ${place}.values of chatops.yaml.`));
}

const elsewhere = <Flags extends string>(flags: Flags, words: string) =>
  new Option(flags).hideHelp().argParser((): never => {
    throw new InvalidArgumentError(words);
  });
