import { setTimeout } from "node:timers/promises";
import { messageOf, preconditionError } from "../lib/errors.ts";
import { run } from "../lib/processes.ts";
import { freePort, isFree } from "../sandbox/ports.ts";
import { readMemory, remember, type Workspace } from "./workspace.ts";

/** The names that Compose gives to a project in its environment `local`. */
export const composeProject = (name: string): string => `${name}-local`;
export const containerOf = (name: string): string => `${composeProject(name)}-${name}-1`;

/** The port that the chat is published on: the one of the last run, unless something else has it now. */
export async function choosePublishedPort(workspace: Workspace, env: Record<string, string>): Promise<number> {
  const before = readMemory(workspace)?.port;
  if (before && ((await publishes(workspace.name, before, env)) || (await isFree(before)))) return before;
  const port = await freePort();
  remember(workspace, { port });
  return port;
}

async function publishes(name: string, port: number, env: Record<string, string>): Promise<boolean> {
  const filters = [`label=com.docker.compose.project=${composeProject(name)}`, `publish=${port}`];
  const args = ["ps", "--quiet", ...filters.flatMap((filter) => ["--filter", filter])];
  return (await run("docker", args, { env })).stdout !== "";
}

const patienceMs = 15_000;

/**
 * Reads a page of the chat that runs, until it shows what it must: a load balancer takes a moment to forget the pods
 * of before. Each time over another connection, since one stays with its pod.
 */
export async function verifyPage(
  address: string,
  path: string,
  wanted: string,
  withinMs = patienceMs,
): Promise<string> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const { answer, text } = await read(new URL(path, address));
    if (answer === "200" && text.includes(wanted)) return `GET ${address}${path}: ${answer}, ${wanted}`;
    if (performance.now() > deadline) throw preconditionError(`${address}${path} answers ${answer}, without ${wanted}`);
    await setTimeout(200);
  }
}

async function read(url: URL): Promise<{ answer: string; text: string }> {
  try {
    const response = await fetch(url, { headers: { connection: "close" } });
    return { answer: String(response.status), text: await response.text() };
  } catch (error) {
    return { answer: messageOf(error), text: "" };
  }
}
