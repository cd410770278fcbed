import type { FinalImage } from "../../dockerfile/final-image.ts";
import type { Found } from "../tree.ts";
import { baseOf } from "./bases.ts";

const port = 8080;
const firstUnprivileged = 1024;

/** Servers that listen where a variable says, and otherwise at a port that needs root. */
const told: readonly { command?: RegExp; base?: RegExp; settings: Readonly<Record<string, string>> }[] = [
  { command: /\bthrust\b/, settings: { HTTP_PORT: String(port) } },
  {
    base: /dotnet\/(?:(?:core\/)?aspnet|runtime-deps):|(?:^|\/)microsoft\/aspnetcore:/,
    settings: { ASPNETCORE_URLS: `http://+:${port}` },
  },
  { base: /(?:^|\/)frankenphp(?=[:@]|$)/, settings: { SERVER_NAME: `:${port}` } },
];

/** Another port, and what tells the program of it, where what the image says needs root; most are told by PORT. */
export function unprivileged(
  { base, environment }: FinalImage,
  found: Found<number> | undefined,
  { started, readsPort }: { started: string; readsPort: boolean },
): { port: Found<number>; settings: Readonly<Record<string, string>> } | undefined {
  if (found && found.value >= firstUnprivileged) return undefined;
  const server = told.find(({ command, base: made }) => command?.test(started) || made?.test(base.value));
  const settings =
    server?.settings ?? (found && readsPort && !baseOf(base.value).port ? { PORT: String(port) } : undefined);
  const [name] = Object.keys(settings ?? {});
  // What the image says in PORT is what needs root.
  if (!settings || !name || (name in environment && name !== "PORT")) return undefined;
  const since = found ? `${found.value} (${found.at})` : "80";
  return { port: { value: port, at: `${name}, since ${since} needs root` }, settings };
}
