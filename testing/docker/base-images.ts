import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
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

interface ComposeFile {
  services: Record<string, { image?: string; profiles?: string[] }>;
}

/** The images of the services beside the project's own, without those that come only when they are asked for. */
const servicesOf = (composeFile: string): string[] =>
  Object.values((parse(composeFile) as ComposeFile).services).flatMap(({ image, profiles }) =>
    image && !profiles ? [image] : [],
  );

/** Makes the images that a project is built on and runs beside, and returns those that cannot be had here. */
export function provideImages(directory: string): Promise<string[]> {
  const textOf = (path: string) => readFileSync(join(directory, path), "utf8");
  return sandbox().provideBases([...basesOf(textOf("Dockerfile")), ...servicesOf(textOf("compose.yaml"))]);
}
