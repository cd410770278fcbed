/** An instruction of a Dockerfile that a person wrote. */
export interface ParsedInstruction {
  /** In capitals. */
  name: string;
  /** Everything after the name and its flags, on one line. */
  text: string;
  flags: Readonly<Record<string, string>>;
  line: number;
}

export interface ParsedStage {
  /** Image or stage that it starts from, with build arguments filled in. */
  from: string;
  as: string | undefined;
  line: number;
  instructions: readonly ParsedInstruction[];
}

/** The stages of a Dockerfile. What is no instruction is left out: the builder says what is wrong with it. */
export function parseDockerfile(text: string): ParsedStage[] {
  const stages: (ParsedStage & { instructions: ParsedInstruction[] })[] = [];
  const args: Record<string, string> = {};
  for (const instruction of instructionsOf(text)) {
    const stage = stages.at(-1);
    if (instruction.name === "FROM") {
      const [from = "", , as] = instruction.text.split(/\s+/);
      stages.push({ from: expanded(from, args), as: as?.toLowerCase(), line: instruction.line, instructions: [] });
    } else if (stage) stage.instructions.push(withValue(instruction, args));
    else if (instruction.name === "ARG")
      for (const [name, value] of Object.entries(pairsOf(instruction.text))) args[name] = expanded(value, args);
  }
  return stages;
}

/** A stage asks for an argument of the top by its name alone. */
function withValue(instruction: ParsedInstruction, args: Readonly<Record<string, string>>): ParsedInstruction {
  const value = instruction.name === "ARG" ? args[instruction.text] : undefined;
  return value === undefined ? instruction : { ...instruction, text: `${instruction.text}=${value}` };
}

function* instructionsOf(text: string): Generator<ParsedInstruction> {
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    if (isBlank(lines[index])) continue;
    const line = index + 1;
    let joined = lines[index] ?? "";
    while (joined.endsWith("\\") && index + 1 < lines.length) {
      index += 1;
      if (!isBlank(lines[index])) joined = `${joined.slice(0, -1)} ${lines[index]?.trim()}`;
      else if (index + 1 === lines.length) joined = joined.slice(0, -1);
    }
    for (const end of heredocsIn(joined)) {
      index += 1;
      while (index < lines.length && lines[index]?.trim() !== end) index += 1;
    }
    const found = instructionOf(joined.trim(), line);
    if (found) yield found;
  }
}

/** Ends of the texts that follow an instruction, in turn. */
const heredocsIn = (text: string): string[] =>
  [...text.matchAll(/(?<!<)<<-?(["']?)([A-Za-z_]\w*)\1/g)].map(([, , end = ""]) => end);

const isBlank = (line = "") => /^\s*(#|$)/.test(line);

function instructionOf(text: string, line: number): ParsedInstruction | undefined {
  const [name = ""] = text.split(/\s/, 1);
  if (!/^[a-z]+$/i.test(name)) return undefined;
  const words = text.slice(name.length).trim().split(/\s+/);
  const first = words.findIndex((word) => !word.startsWith("--"));
  const flags = words.slice(0, first === -1 ? words.length : first).map((word) => word.slice(2).split(/=(.*)/s));
  return {
    name: name.toUpperCase(),
    text: first === -1 ? "" : words.slice(first).join(" "),
    flags: Object.fromEntries(flags.map(([key = "", value = ""]) => [key, value])),
    line,
  };
}

/** The variables of ENV and ARG, in both ways of writing them: `A=1 B="2 3"` and `A 1 2`. */
export function pairsOf(text: string): Record<string, string> {
  if (!/^\w+=/.test(text)) {
    const [name = "", ...words] = text.split(" ");
    return words.length > 0 ? { [name]: words.join(" ") } : {};
  }
  const pairs = [...text.matchAll(/(?<![^\s])(\w+)=("[^"]*"|'[^']*'|\S*)/g)];
  return Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, value.replace(/^["']|["']$/g, "")]));
}

/** Variables filled in, with their defaults; what nobody sets stays as it is. */
export const expanded = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(/\$(?:(\w+)|\{(\w{1,80})(?::-([^}]{0,200}))?\})/g, (whole, plain, named, fallback) => {
    return variables[plain ?? named] ?? fallback ?? whole;
  });

/** The words of CMD or ENTRYPOINT; a line that is no list runs in a shell. */
export function commandOf(text: string): { words: readonly string[]; inShell: boolean } {
  if (!text.startsWith("[")) return { words: text ? ["sh", "-c", text] : [], inShell: true };
  try {
    const words: unknown = JSON.parse(text);
    if (Array.isArray(words)) return { words: words.map(String), inShell: false };
  } catch {
    // Docker, too, takes a list that is no JSON for a line of the shell.
  }
  return { words: ["sh", "-c", text], inShell: true };
}
