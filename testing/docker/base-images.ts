import { parseDockerfile } from "../../cli/domain/dockerfile/parse.ts";
import { sandbox } from "../sandbox/sandbox.ts";

/** The images that a Dockerfile builds on or copies from, without its own stages. */
export function basesOf(dockerfile: string): string[] {
  const stages = parseDockerfile(dockerfile);
  const copied = stages.flatMap(({ instructions }) =>
    instructions.flatMap(({ name, flags }) => (name === "COPY" && flags.from ? [flags.from] : [])),
  );
  const own = new Set(["scratch", ...stages.flatMap(({ as }) => as ?? [])]);
  const named = [...stages.map(({ from }) => from), ...copied];
  return [...new Set(named)].filter((image) => !own.has(image.toLowerCase()) && !/^\d+$/.test(image));
}

/** Makes the images that a Dockerfile builds on, and returns those that cannot be had here. */
export const provideBases = (dockerfile: string): Promise<string[]> => sandbox().provideBases(basesOf(dockerfile));
