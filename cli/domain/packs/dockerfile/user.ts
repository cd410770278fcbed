import type { FinalImage } from "../../dockerfile/final-image.ts";
import { baseOf } from "./bases.ts";

/** Users of well-known images. */
const known: Readonly<Record<string, number>> = {
  root: 0,
  node: 1000,
  bun: 1000,
  nginx: 101,
  nonroot: 65532,
  nobody: 65534,
  "www-data": 33,
  $APP_UID: 1654,
};

/** The number of the user that the image runs as: 0 is root, undefined one whose number nobody says. */
export function userNumber({ base, user, instructions }: FinalImage): number | undefined {
  if (!user) return baseOf(base.value).user ?? 0;
  const [name = ""] = user.value.split(":");
  if (/^\d+$/.test(name)) return Number(name);
  return madeNumber(name, instructions) ?? baseOf(base.value).users?.[name] ?? known[name];
}

/** `RUN useradd --uid 10001 app`, wherever it stands in a line of the shell. */
function madeNumber(user: string, instructions: FinalImage["instructions"]): number | undefined {
  const commands = instructions.filter(({ name }) => name === "RUN").flatMap(({ text }) => text.split(/[;&|]+/));
  const making = commands
    .map((command) => command.trim().split(/\s+/))
    .find((words) => words.some((word) => /^(?:useradd|adduser)$/.test(word)) && words.includes(user));
  const uid = /(?:^|\s)(?:-u|--uid)[ =](\d+)/.exec(making?.join(" ") ?? "")?.[1];
  return uid ? Number(uid) : undefined;
}
