/** What the project itself has to offer: the program is asked when it is needed. */
export const projectWords = ["environments", "versions"] as const;
export type ProjectWords = (typeof projectWords)[number];

/** What can be completed: each command with its options and the values that they choose from. */
export interface CompletionTree {
  program: string;
  /** Options that stand before a command. */
  options: string[];
  commands: CompletedCommand[];
}

interface CompletedCommand {
  name: string;
  summary: string;
  /** Options, and values of the argument. */
  words: string[];
  /** What the project has for the argument. */
  argument: ProjectWords | undefined;
  /** Values of an option. */
  choices: Record<string, string[]>;
  /** What the project has for an option. */
  asked: Record<string, ProjectWords>;
}

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

const asking = (program: string, what: ProjectWords) => `$(${program} complete ${what} 2>/dev/null)`;

function bash({ program, options, commands }: CompletionTree): string[] {
  const names = commands.map(({ name }) => name).join(" ");
  const cases = commands.flatMap(({ name, words, argument, choices, asked }) => [
    ...Object.entries(choices).map(([option, values]) => `    "${name} ${option}") words="${values.join(" ")}" ;;`),
    ...Object.entries(asked).map(([option, what]) => `    "${name} ${option}") words="${asking(program, what)}" ;;`),
    `    "${name} "*) words="${words.join(" ")}"${argument ? `; case $current in -*) ;; *) words="$words ${asking(program, argument)}";; esac` : ""} ;;`,
  ]);
  return [
    `_${program}() {`,
    "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= words= word",
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    `    case " ${names} " in *" $word "*) command=$word; break ;; esac`,
    "  done",
    '  case "$command $previous" in',
    ...cases,
    `    *) words="${[names, ...options].join(" ")}" ;;`,
    "  esac",
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    "}",
    `complete -o default -F _${program} ${program}`,
  ];
}

/** zsh reads bash's completions, which keeps one script for both. */
const zsh = (tree: CompletionTree): string[] => ["autoload -Uz bashcompinit && bashcompinit", ...bash(tree)];

function fish({ program, commands }: CompletionTree): string[] {
  const names = commands.map(({ name }) => name).join(" ");
  const line = (condition: string, rest: string) => `complete -c ${program} -n ${quoted(condition)} ${rest}`;
  const inside = (name: string) => `__fish_seen_subcommand_from ${name}`;
  const asked = (what: ProjectWords) => quoted(`(${program} complete ${what} 2>/dev/null)`);
  return [
    ...commands.map(({ name, summary }) =>
      line(`not __fish_seen_subcommand_from ${names}`, `-f -a ${name} -d ${quoted(summary)}`),
    ),
    ...commands.flatMap(({ name, words, argument, choices, asked: options }) => [
      ...words
        .filter((word) => word.startsWith("--"))
        .map((word) => {
          const values = choices[word] ? quoted(choices[word].join(" ")) : options[word] && asked(options[word]);
          return line(inside(name), `-l ${word.slice(2)}${values ? ` -x -a ${values}` : ""}`);
        }),
      ...(argument ? [line(inside(name), `-f -a ${asked(argument)}`)] : []),
    ]),
  ];
}

const writers: Record<Shell, (tree: CompletionTree) => string[]> = { bash, zsh, fish };

/** The script that teaches a shell to complete the program's command lines. */
export const completionScript = (shell: Shell, tree: CompletionTree): string[] => writers[shell](tree);
