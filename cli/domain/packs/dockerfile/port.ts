import type { FinalImage } from "../../dockerfile/final-image.ts";
import type { Found } from "../tree.ts";
import { baseOf } from "./bases.ts";

const atLine = (line: number) => `Dockerfile:${line}`;
const inCommand = /(?:--port[ =]|\bPORT=|--(?:bind|listen|http)[ =]\S{0,60}?:|\s-b \S{0,60}?:)(\d{2,5})\b/;

/** Where servers listen that are told nothing else. */
const servers: readonly [name: RegExp, port: number][] = [
  [/\b(?:fastapi run|uvicorn|gunicorn|hypercorn)\b/, 8000],
  [/\bnext start\b|\bremix-serve\b|\brails s(?:erver)?\b/, 3000],
];

/** The port that a Dockerfile says: of several that are exposed, the one that PORT names, else the first. */
export function portOf(image: FinalImage): Found<number> | undefined {
  const { exposed, environment, command } = image;
  const told = Number(environment.PORT);
  const chosen = exposed.find(({ value }) => value === told) ?? (told ? undefined : exposed[0]);
  if (chosen) return { value: chosen.value, at: atLine(chosen.line) };
  if (told) return { value: told, at: atLine(lineOfVariable(image, "PORT")) };
  const said = command?.value ?? "";
  const named = Number(inCommand.exec(said)?.[1]) || servers.find(([name]) => name.test(said))?.[1];
  return command && named ? { value: named, at: atLine(command.line) } : undefined;
}

/** The port on which the server of its base listens, if that is what it starts. */
export function portOfBase({ command, base }: FinalImage): Found<number> | undefined {
  const { port, server } = baseOf(base.value);
  return port && (!command || server?.test(command.value))
    ? { value: port, at: `${atLine(base.line)} ${base.value}` }
    : undefined;
}

const lineOfVariable = ({ instructions }: FinalImage, name: string) =>
  instructions.findLast((instruction) => ["ENV", "ARG"].includes(instruction.name) && instruction.text.includes(name))
    ?.line ?? 1;

/** The path that HEALTHCHECK asks for. */
export function healthPath({ health }: FinalImage): Found<string> | undefined {
  const written = /https?:\/\/[^/\s"']{1,80}(\/[^\s"'|;&)\]]*)/.exec(health?.value ?? "")?.[1];
  // A variable that nobody sets is empty.
  const path = written?.replace(/\$(?:\w{1,80}|\{\w{1,80}\})/g, "");
  return health && path && path !== "/" ? { value: path, at: atLine(health.line) } : undefined;
}
