import type { Command, CommanderError, CommandUnknownOpts } from "@commander-js/extra-typings";
import { answerTo } from "./words-of-others.ts";

/** The command line that was probably meant by one that commander refuses; undefined if nobody knows. */
export function meantBy({ code }: CommanderError, program: Command, argv: readonly string[]): string | undefined {
  if (code === "commander.unknownCommand") return answerTo(program.args[0] ?? "");
  if (code === "commander.unknownOption")
    return lateOption(program, argv) ?? otherOption(program, argv) ?? ofProgram(argv);
  return code === "commander.excessArguments" ? namedEnvironment(program) : undefined;
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

/** What other tools call an option, and ours: the first that the command has. */
const optionsFor = new Map([
  ["--environment", ["--env"]],
  ["--to", ["--env"]],
  ["--target", ["--env"]],
  ["-n", ["--tail", "--limit"]],
  ["--lines", ["--tail"]],
  ["--tag", ["--version", "--to"]],
  ["--image-tag", ["--version", "--to"]],
  ["--revision", ["--version", "--to"]],
  ["--to-revision", ["--to"]],
]);

/** What they have options for, and we do in another way, where the command has the option that is named. */
const waysFor = new Map([
  [
    "--force",
    [
      "--reapply",
      "Nothing has to be forced: `--reapply` takes back what was changed by hand, `--adopt` takes over what somebody else installed.",
    ],
  ],
  [
    "--values",
    ["--reapply", "Values stand in files of the repository: environments.<name>.kubernetes.values of chatops.yaml."],
  ],
  [
    "-f",
    ["--reapply", "Values stand in files of the repository: environments.<name>.kubernetes.values of chatops.yaml."],
  ],
  ["--auto-approve", ["--env", "Write `--yes`."]],
]);

/** Options of Helm and Compose for what is always done. */
const isAlwaysDone =
  /^--(?:wait|atomic|rollback-on-failure|cleanup-on-fail|create-namespace|install|detach|remove-orphans|watch|follow)$/;

function otherOption({ commands }: Command, argv: readonly string[]): string | undefined {
  const command = commands.find((each) => argv.includes(each.name()));
  const word = argv
    .map((each) => each.replace(/=.*/s, ""))
    .find((each) => each.startsWith("-") && command && !has(command, each));
  if (!command || !word) return undefined;
  if (isAlwaysDone.test(word) && has(command, "--timeout")) return `Leave ${word} out: that is always done.`;
  const own = optionsFor.get(word)?.find((option) => has(command, option));
  const [needed = "", way] = waysFor.get(word) ?? [];
  return own ? `Write \`${own} …\`.` : has(command, needed) ? way : undefined;
}

/** `chatops -v` */
const ofProgram = ([first = ""]: readonly string[]): string | undefined =>
  /^-v$/i.test(first) ? "Run `chatops --version`." : undefined;

const isVersion = (word: string): boolean => /^v?\d+\.\d+\.\d/.test(word);
const isNumber = (word: string): boolean => /^\d+$/.test(word);

/** `chatops logs prod`, `chatops rollback prod 1.4.0` */
function namedEnvironment({ commands }: Command): string | undefined {
  const command = commands.find(({ args }) => args.length > 0);
  if (!command || !has(command, "--env")) return undefined;
  // Of `deploy`, `--to` is the kind of place.
  const option = ["--version", "--to"].find((each) => has(command, each));
  const words = command.args.slice(command.registeredArguments.length);
  if (option && words.some(isNumber))
    return `A version is named, not the number of a revision: \`chatops ${command.name()} ${option} <version>\`; \`chatops history\` shows them.`;
  const versions = option ? words.filter(isVersion) : [];
  const places = words.filter((word) => !versions.includes(word));
  if (places.length > 1 || versions.length > 1) return undefined;
  const options = [...places.map((place) => `--env ${place}`), ...versions.map((version) => `${option} ${version}`)];
  const [what, verb] =
    options.length > 1
      ? ["Both", "are named by options"]
      : [places.length > 0 ? "An environment" : "A version", "is named by an option"];
  return `${what} ${verb}: \`chatops ${command.name()} ${options.join(" ")}\`.`;
}
