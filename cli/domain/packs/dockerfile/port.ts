import type { FinalImage } from "../../dockerfile/final-image.ts";
import type { Found } from "../tree.ts";
import { baseOf } from "./bases.ts";

const atLine = (line: number) => `Dockerfile:${line}`;
const inCommand =
  /(?:--port[ =]|\bPORT=|--(?:bind|listen|http|hosts?|addr|address)[ =]\S{0,60}?:|\s-b \S{0,60}?:)(?:\$\{PORT:-(?:\$\{\w{1,40}:-)?)?(\d{2,5})\b/;

/** Servers that are told by a short option, which means something else to other programs. */
const inShort = /\b(?:passenger start|puma|thin start|rackup|rails s(?:erver)?)\b[^\n|;&]{0,120}?\s-p[ =]?(\d{2,5})\b/;

/** The port that a command tells its server. */
export const portTold = (command: string): { value: number; index: number } | undefined => {
  const match = inCommand.exec(command) ?? inShort.exec(command);
  return match ? { value: Number(match[1]), index: match.index } : undefined;
};

/** Where servers listen that are told nothing else. */
const servers: readonly [name: RegExp, port: number][] = [
  [/\b(?:fastapi run|uvicorn|gunicorn|hypercorn)\b/, 8000],
  [/\bvite preview\b/, 4173],
  [/\b(?:frankenphp|caddy) run\b/, 80],
  [/\bnext start\b|\bremix-serve\b|\brails s(?:erver)?\b/, 3000],
];

/** Where others than people are answered, beside the port for them: mail, SSH, DNS, STUN, TLS and a debugger. */
const ofOthers: ReadonlySet<number> = new Set([
  ...[25, 110, 143, 389, 465, 587, 636, 993, 995, 1025, 1110, 1143],
  ...[22, 53, 443, 3478, 5349, 9229],
]);

/** The port that a Dockerfile says: of several that are exposed, the one that PORT or another variable names, or that its health is asked at, else the first. */
export function portOf(image: FinalImage): Found<number> | undefined {
  const { exposed, environment, command, user } = image;
  const told = Number(environment.PORT) || (exposed.length > 1 ? portNamed(image) : undefined);
  // A user without rights listens where that needs none.
  const isFree = ({ value }: { value: number }) => value >= 1024;
  const asked = exposed.filter(({ value }) => !ofOthers.has(value));
  const first = (user && user.value !== "root" && asked.find(isFree)) || asked[0] || exposed[0];
  const chosen = exposed.find(({ value }) => value === told) ?? (told ? undefined : first);
  if (chosen) return { value: chosen.value, at: atLine(chosen.line) };
  if (told) return { value: told, at: atLine(lineOfVariable(image, "PORT")) };
  const named = portTold(command?.value ?? "")?.value;
  return command && named ? { value: named, at: atLine(command.line) } : undefined;
}

/** Where the server that it starts listens by itself: settings that only the server reads may say another place. */
export function portOfServer({ command }: FinalImage): Found<number> | undefined {
  const usual = servers.find(([name]) => name.test(command?.value ?? ""))?.[1];
  return command && usual ? { value: usual, at: atLine(command.line) } : undefined;
}

/** `ENV HTTP_PORT=8080`, or `curl http://localhost:8080/health`, of a port that is exposed. */
function portNamed({ exposed, environment, health }: FinalImage): number | undefined {
  const ofPeople = Object.entries(environment).filter(([name]) =>
    /^(?:\w{1,40}_)?(?:HTTP|WEB|APP|API|SERVER|UI)_PORT$/.test(name),
  );
  const asked = /https?:\/\/[^/\s"':]{1,80}:(\d{2,5})\b/.exec(health?.value ?? "")?.[1];
  const named = [...ofPeople.map(([, value]) => Number(value)), Number(asked)];
  return named.find((port) => exposed.some(({ value }) => value === port));
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

/** The path that HEALTHCHECK asks for, unless that is of something else at another port. */
export function healthPath({ health }: FinalImage, port: number | undefined): Found<string> | undefined {
  const [, asked, written] =
    /https?:\/\/[^/\s"':]{1,80}(?::(\d{1,5}))?[^/\s"']{0,80}(\/[^\s"'|;&)\]]*)/.exec(health?.value ?? "") ?? [];
  if (asked && port && Number(asked) !== port) return undefined;
  // A variable that nobody sets is empty.
  const path = written?.replace(/\$(?:\w{1,80}|\{\w{1,80}\})/g, "");
  return health && path && path !== "/" ? { value: path, at: atLine(health.line) } : undefined;
}
