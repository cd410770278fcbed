import { preconditionError } from "../../cli/core/errors.ts";
import { run } from "../../cli/core/processes.ts";
import { freePort, isFree } from "../ports.ts";
import { type Place, readMemory, remember } from "./place.ts";

/** The names that Compose gives to a project in its environment `local`. */
export const composeProject = (name: string): string => `${name}-local`;
export const containerOf = (name: string): string => `${composeProject(name)}-${name}-1`;

/** The port that the chat is published on: the one of the last run, unless something else has it now. */
export async function choosePublishedPort(place: Place, env: Record<string, string>): Promise<number> {
  const before = readMemory(place)?.port;
  if (before && ((await publishes(place.name, before, env)) || (await isFree(before)))) return before;
  const port = await freePort();
  remember(place, { port });
  return port;
}

async function publishes(name: string, port: number, env: Record<string, string>): Promise<boolean> {
  const filters = [`label=com.docker.compose.project=${composeProject(name)}`, `publish=${port}`];
  const args = ["ps", "--quiet", ...filters.flatMap((filter) => ["--filter", filter])];
  return (await run("docker", args, { env })).stdout !== "";
}

/** Reads a page of the chat that runs, and checks that it shows what it must. */
export async function verifyPage(address: string, path: string, wanted: string): Promise<string> {
  const response = await fetch(new URL(path, address));
  const text = await response.text();
  if (response.ok && text.includes(wanted)) return `GET ${address}${path}: ${response.status}, ${wanted}`;
  throw preconditionError(`${address}${path} answers ${response.status}, without ${wanted}`);
}
