import type { Command, CommanderError, CommandUnknownOpts } from "@commander-js/extra-typings";

/** What other tools call it, and our command for it. */
const commandFor = new Map<string, string>(
  Object.entries({
    import: ["init", "create", "new", "generate"],
    release: ["publish", "build", "tag", "package", "push"],
    deploy: ["up", "run", "start", "apply", "install", "upgrade"],
    rollback: ["undo", "revert", "back"],
    remove: ["destroy", "delete", "uninstall", "down", "rm", "stop"],
    status: ["ps", "ls", "list", "get", "state"],
    logs: ["log", "tail"],
    incidents: ["events", "describe", "debug"],
    trace: ["inspect", "show", "which"],
    doctor: ["check", "diagnose", "preflight"],
    "config check": ["validate", "lint"],
  }).flatMap(([command, words]) => words.map((word) => [word, command] as const)),
);

/** The command line that was probably meant by one that commander refuses; undefined if nobody knows. */
export function meantBy({ code }: CommanderError, program: Command, argv: readonly string[]): string | undefined {
  if (code === "commander.unknownCommand") return ownCommand(program);
  if (code === "commander.unknownOption") return lateOption(program, argv);
  return code === "commander.excessArguments" ? namedEnvironment(program) : undefined;
}

function ownCommand({ args }: Command): string | undefined {
  const name = commandFor.get(args[0] ?? "");
  return name && `Run \`chatops ${name}\`.`;
}

const has = ({ options }: CommandUnknownOpts, flag: string): boolean =>
  options.some(({ short, long }) => short === flag || long === flag);

/** An option of a command that stands before it. */
function lateOption({ commands }: Command, argv: readonly string[]): string | undefined {
  const names = new Set(commands.map((command) => command.name()));
  const at = argv.findIndex((word) => names.has(word));
  const command = commands.find((each) => each.name() === argv[at]);
  const option = argv
    .slice(0, Math.max(at, 0))
    .find((word) => word.startsWith("-") && command !== undefined && has(command, word));
  return option && command && `Write it after the command: \`chatops ${command.name()} ${option} …\`.`;
}

/** `chatops logs prod` */
function namedEnvironment({ commands }: Command): string | undefined {
  const command = commands.find(({ args }) => args.length > 0);
  if (!command || !has(command, "--env")) return undefined;
  const [word, ...others] = command.args.slice(command.registeredArguments.length);
  return word && others.length === 0
    ? `An environment is named by an option: \`chatops ${command.name()} --env ${word}\`.`
    : undefined;
}
