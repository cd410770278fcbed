/** What Compose refuses a file for, in its own words, and what helps. */
const refusals: readonly (readonly [words: RegExp, way: (match: RegExpExecArray) => string])[] = [
  [
    /env file (\S+) not found/,
    ([, path = ""]) => {
      const name = path.slice(path.lastIndexOf("/") + 1);
      return `Make it, from ${name}.example or the like if there is one. If it may be missing: \`env_file: [{ path: ${name}, required: false }]\`. A release has the files of its commit, and those beside it that Git ignores.`;
    },
  ],
  [
    /depends on undefined service "?([\w.-]+)"?/,
    ([, name = ""]) =>
      `Correct the name. If ${name} is in a profile that is off, turn that on (\`COMPOSE_PROFILES\`), or let it be missing: \`depends_on: { ${name}: { condition: service_started, required: false } }\`.`,
  ],
  [
    /refers to undefined (network|volume|config|secret) "?([\w.-]+)"?/,
    ([, kind = "", name = ""]) =>
      `Declare it at the top of the Compose file: \`${kind}s: { ${name}: {} }\`${kind === "network" || kind === "volume" ? `, with \`external: true\` if something else makes it` : ", with the file that it is made of"}.`,
  ],
  [
    /required variable (\w+) is missing a value/,
    ([, name = ""]) => `Set ${name} in your shell, in the pipeline or in .env beside the Compose file.`,
  ],
  [
    /neither an image nor a build context/,
    () =>
      "Say what it runs: `image`, or `build`. A file that only changes others is named after them, or is called compose.override.yaml.",
  ],
  [
    /additional propert(?:y|ies) '?([\w.-]+)'?|Additional property ([\w.-]+) is not allowed/,
    ([, one, other]) =>
      `Compose does not know ${one ?? other}: correct how it is written and how far it is indented; \`x-…\` is for keys of your own. An older Compose may not know it yet.`,
  ],
  [
    /yaml: line|already defined at line|found character that cannot start/,
    () => "It is no valid YAML at that line: indent with spaces, and quote what has `:` or `#` in it.",
  ],
  [
    /invalid (?:hostPort|containerPort|port range|proto)|invalid IP address/i,
    () => 'Write a port as text, `"8080:80"`.',
  ],
  [
    /no such file or directory/,
    () =>
      "The Compose file names a file that is not there; a release has the files of its commit. Commit it, or correct the path.",
  ],
];

/** What helps if Compose refuses a file, by what it said. */
export function wayPastRefusal(said: readonly string[]): string {
  const text = said.join("\n");
  for (const [words, way] of refusals) {
    const match = words.exec(text);
    if (match) return way(match);
  }
  return "`docker compose config` shows the same.";
}
