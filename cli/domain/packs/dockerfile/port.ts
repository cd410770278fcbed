import type { FinalImage } from "../../dockerfile/final-image.ts";
import type { Found } from "../tree.ts";
import { baseOf } from "./bases.ts";

const atLine = (line: number) => `Dockerfile:${line}`;
const inCommand = /(?:--port[ =]|\bPORT=|--(?:bind|listen|http)[ =]\S{0,60}?:|\s-b \S{0,60}?:)(\d{2,5})\b/;

/** The port that a Dockerfile says: of several that are exposed, the one that PORT names, else the first. */
export function portOf(image: FinalImage): Found<number> | undefined {
  const { exposed, environment, command, base } = image;
  const told = Number(environment.PORT);
  const chosen = exposed.find(({ value }) => value === told) ?? (told ? undefined : exposed[0]);
  if (chosen) return { value: chosen.value, at: atLine(chosen.line) };
  if (told) return { value: told, at: atLine(lineOfVariable(image, "PORT")) };
  const named = Number(inCommand.exec(command?.value ?? "")?.[1]);
  if (command && named) return { value: named, at: atLine(command.line) };
  const { port } = baseOf(base.value);
  return port && !command ? { value: port, at: `${atLine(base.line)} ${base.value}` } : undefined;
}

const lineOfVariable = ({ instructions }: FinalImage, name: string) =>
  instructions.findLast((instruction) => ["ENV", "ARG"].includes(instruction.name) && instruction.text.includes(name))
    ?.line ?? 1;

/** The path that HEALTHCHECK asks for. */
export function healthPath({ health }: FinalImage): Found<string> | undefined {
  const path = /https?:\/\/[^/\s"']{1,80}(\/[^\s"'|;&)\]]*)/.exec(health?.value ?? "")?.[1];
  return health && path && path !== "/" ? { value: path, at: atLine(health.line) } : undefined;
}
