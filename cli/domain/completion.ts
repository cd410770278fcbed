/** What can be completed: each command with its options and the values that they choose from. */
export interface CompletionTree {
  program: string;
  commands: { name: string; summary: string; words: string[]; choices: Record<string, string[]> }[];
}

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function bash({ program, commands }: CompletionTree): string[] {
  const cases = commands.flatMap(({ name, words, choices }) => [
    ...Object.entries(choices).map(([option, values]) => `    "${name} ${option}") words="${values.join(" ")}" ;;`),
    `    "${name} "*) words="${words.join(" ")}" ;;`,
  ]);
  return [
    `_${program}() {`,
    "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} words",
    `  if [ "$COMP_CWORD" -eq 1 ]; then words="${commands.map(({ name }) => name).join(" ")}"; else`,
    '  case "$command $previous" in',
    ...cases,
    "  esac; fi",
    '  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")',
    '  [ "${#COMPREPLY[@]}" -gt 0 ] || compopt -o default',
    "}",
    `complete -F _${program} ${program}`,
  ];
}

/** zsh reads bash's completions, which keeps one script for both. */
const zsh = (tree: CompletionTree): string[] => ["autoload -Uz bashcompinit && bashcompinit", ...bash(tree)];

function fish({ program, commands }: CompletionTree): string[] {
  const names = commands.map(({ name }) => name).join(" ");
  return [
    ...commands.map(
      ({ name, summary }) =>
        `complete -c ${program} -n ${quoted(`not __fish_seen_subcommand_from ${names}`)} -f -a ${name} -d ${quoted(summary)}`,
    ),
    ...commands.flatMap(({ name, words, choices }) =>
      words
        .filter((word) => word.startsWith("--"))
        .map((word) => {
          const values = choices[word] ? ` -x -a ${quoted(choices[word].join(" "))}` : "";
          return `complete -c ${program} -n ${quoted(`__fish_seen_subcommand_from ${name}`)} -l ${word.slice(2)}${values}`;
        }),
    ),
  ];
}

const writers: Record<Shell, (tree: CompletionTree) => string[]> = { bash, zsh, fish };

/** The script that teaches a shell to complete the program's command lines. */
export const completionScript = (shell: Shell, tree: CompletionTree): string[] => writers[shell](tree);
