import { commandOf, expanded, type ParsedInstruction, type ParsedStage, pairsOf } from "./parse.ts";

/** Something that a Dockerfile says, and on which line. */
interface Said<T> {
  value: T;
  line: number;
}

/** What the image of a Dockerfile is like: its last stage, and those that it starts from. */
export interface FinalImage {
  /** The image that it is made from in the end, not a stage. */
  base: Said<string>;
  environment: Readonly<Record<string, string>>;
  exposed: readonly Said<number>[];
  user: Said<string> | undefined;
  /** Folders that it says to be volumes. */
  volumes: readonly Said<string>[];
  command: (Said<string> & { inShell: boolean }) | undefined;
  /** The line of HEALTHCHECK, unless it is NONE. */
  health: Said<string> | undefined;
  instructions: readonly ParsedInstruction[];
}

export function finalImageOf(stages: readonly ParsedStage[]): FinalImage | undefined {
  const chain = chainTo(stages, stages.length - 1);
  const [root] = chain;
  if (!root) return undefined;
  const instructions = chain.flatMap((stage) => stage.instructions);
  const environment = variablesOf(instructions);
  const fill = (text: string) => expanded(text, environment);
  return {
    base: { value: root.from, line: root.line },
    environment,
    exposed: instructions.filter(({ name }) => name === "EXPOSE").flatMap((expose) => portsOf(expose, fill)),
    user: lastOf(instructions, "USER", fill),
    volumes: instructions.filter(({ name }) => name === "VOLUME").flatMap((volume) => volumesOf(volume, fill)),
    command: commandLine(instructions),
    health: healthOf(instructions, fill),
    instructions,
  };
}

/** A stage after those that it starts from. */
function chainTo(stages: readonly ParsedStage[], index: number): ParsedStage[] {
  const stage = stages[index];
  if (!stage) return [];
  const below = stages.findIndex(({ as }, at) => at < index && as !== undefined && as === stage.from.toLowerCase());
  return below === -1 ? [stage] : [...chainTo(stages, below), stage];
}

const variablesOf = (instructions: readonly ParsedInstruction[]) => {
  const variables: Record<string, string> = {};
  for (const { name, text } of instructions)
    if (name === "ENV" || name === "ARG")
      for (const [key, value] of Object.entries(pairsOf(text))) variables[key] = expanded(value, variables);
  return variables;
};

const portsOf = ({ text, line }: ParsedInstruction, fill: (text: string) => string): Said<number>[] =>
  text.split(/\s+/).flatMap((word) => {
    const port = /^(\d+)(?:\/tcp)?$/i.exec(fill(word))?.[1];
    return port ? [{ value: Number(port), line }] : [];
  });

const volumesOf = ({ text, line }: ParsedInstruction, fill: (text: string) => string): Said<string>[] =>
  fill(text)
    .split(/[\s,"[\]]+/)
    .filter((word) => word.startsWith("/"))
    .map((value) => ({ value: value.replace(/(?<=.)\/$/, ""), line }));

function lastOf(instructions: readonly ParsedInstruction[], wanted: string, fill: (text: string) => string) {
  const found = instructions.findLast(({ name }) => name === wanted);
  return found && { value: fill(found.text), line: found.line };
}

/** ENTRYPOINT and CMD as one line; CMD of an earlier stage is forgotten by a later ENTRYPOINT, as Docker does. */
function commandLine(instructions: readonly ParsedInstruction[]): FinalImage["command"] {
  const entry = instructions.findLastIndex(({ name }) => name === "ENTRYPOINT");
  const command = instructions.findLastIndex(({ name }) => name === "CMD");
  const [first, second] = [instructions[entry], instructions[command]];
  const shown = second ?? first;
  if (!shown) return undefined;
  const words = [...(first ? commandOf(first.text).words : []), ...(second ? commandOf(second.text).words : [])];
  const parts = [first, second].flatMap((part) => (part ? [commandOf(part.text)] : []));
  const value = words.join(" ").replace(/^sh -c /, "");
  return { value, line: shown.line, inShell: parts.length === 1 && parts[0]?.inShell === true };
}

function healthOf(instructions: readonly ParsedInstruction[], fill: (text: string) => string) {
  const found = lastOf(instructions, "HEALTHCHECK", fill);
  return found && !/^NONE\b/i.test(found.value) ? found : undefined;
}
