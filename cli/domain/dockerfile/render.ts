import type { Dockerfile, Instruction, Stage } from "./dockerfile.ts";

/** The text of a Dockerfile. */
export const renderDockerfile = (dockerfile: Dockerfile): string => dockerfile.map(renderStage).join("\n");

const renderStage = ({ from, as, instructions }: Stage): string =>
  [`FROM ${from}${as ? ` AS ${as}` : ""}`, ...instructions.flatMap(lineOf)].map((line) => `${line}\n`).join("");

/** Nothing for an instruction that says nothing. */
function lineOf(instruction: Instruction): string[] {
  if ("comment" in instruction) return [`# ${instruction.comment}`];
  if ("workdir" in instruction) return [`WORKDIR ${instruction.workdir}`];
  if ("env" in instruction) return environment(instruction.env);
  if ("arg" in instruction) return [`ARG ${instruction.arg}`];
  if ("copy" in instruction) {
    const from = instruction.from ? `--from=${instruction.from} ` : "";
    return [`COPY ${from}${instruction.copy.join(" ")} ${instruction.to}`];
  }
  if ("write" in instruction) return [written(instruction.write, instruction.to)];
  if ("run" in instruction) {
    const cache = instruction.cache ? `--mount=type=cache,target=${instruction.cache} ` : "";
    return [`RUN ${cache}${instruction.run}`];
  }
  if ("user" in instruction) return [`USER ${instruction.user}`];
  if ("expose" in instruction) return [`EXPOSE ${instruction.expose}`];
  return [`CMD [${instruction.cmd.map((word) => JSON.stringify(word)).join(", ")}]`];
}

/** By the shell, since builders of older engines know no text in a Dockerfile. */
function written(text: string, file: string): string {
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => `    '${line.replaceAll("'", "'\\''")}' \\\n`);
  return `RUN printf '%s\\n' \\\n${lines.join("")}    > ${file}`;
}

function environment(variables: Readonly<Record<string, string>>): string[] {
  const words = Object.entries(variables).map(([name, value]) => `${name}=${/\s/.test(value) ? `"${value}"` : value}`);
  return words.length > 0 ? [`ENV ${words.join(" ")}`] : [];
}
