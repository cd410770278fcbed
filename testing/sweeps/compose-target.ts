import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Promotion } from "../../cli/domain/environment/history.ts";
import { type ComposeProject, composeFile, composeProject, crashingServer } from "../docker/compose-project.ts";
import { docker } from "../docker/docker.ts";
import { earlyProgram } from "../faults/early-programs.ts";
import { faultProxyBeforeEngine } from "../faults/fault-proxy.ts";
import { ask } from "../servers/clients.ts";
import { runBounded } from "./faulty-run.ts";
import {
  markingServer,
  type Next,
  type Standing,
  type SweepTarget,
  weakProgram,
  weakRequests,
} from "./sweep-target.ts";

/** A Compose project in which a version with a volume runs, reached by way of what may fail. */
export async function composeTarget(): Promise<SweepTarget> {
  const proxy = await faultProxyBeforeEngine();
  const program = earlyProgram("docker", execFileSync("which", ["docker"], { encoding: "utf8" }).trim());
  const env = { DOCKER_HOST: proxy.address, PATH: `${program.bin}:${process.env.PATH}` };
  const place = composeProject();
  // Below the ports that the system gives to whoever asks for any: it has to be free each time.
  const port = randomInt(10_000, 20_000);
  const nexts = await releaseAll(place, port);
  const deployment = (version: string) => ["deploy", "--to", "compose", "--json", "--yes", "--version", version];
  return {
    nexts,
    weaknesses: [weakRequests("engine", proxy), weakProgram("docker", program)],
    run: (version) => runBounded(place, env, deployment(version)),
    look: () => look(place, port),
    address: () => ({ host: "127.0.0.1", port }),
    isSeamless: false,
    takeAway: () => takeAway(place),
  };
}

async function releaseAll(place: ComposeProject, port: number): Promise<Next[]> {
  const server = markingServer("3000");
  const file = composeFile(place.name, { more: { ports: [`127.0.0.1:${port}:3000`] } });
  const released = async (text: string, more: object = {}): Promise<string> => {
    place.commit({ "server.js": text, "compose.yaml": { ...file, ...more } });
    const { result, stdout } = await place.chatops("release", "--json");
    if (!result) throw new Error(stdout);
    return result.version;
  };
  const absent = { networks: { default: { external: true, name: `${place.name}-absent` } } };
  const good = [await released(server), await released(`${server}// second\n`)];
  return [
    { title: "absent network", fate: "refused", versions: [await released(`${server}// third\n`, absent)] },
    { title: "crashing", fate: "crashing", versions: [await released(crashingServer("no database"))] },
    { title: "good", fate: "good", versions: good },
  ];
}

const volumeOf = ({ name }: ComposeProject) => `${name}-local_data`;

async function look(place: ComposeProject, port: number): Promise<Standing> {
  const answer = await ask({ host: "127.0.0.1", port }, 2_000).catch(() => undefined);
  const volumes = docker("volume", "ls", "--format", "{{.Name}}", "--filter", `name=${volumeOf(place)}`);
  const running = answer?.split(" ")[1];
  const last = historyOf(place).findLast(({ version }) => version === running);
  return {
    answer: answer?.replace(/^200 /, ""),
    volume: volumes || undefined,
    made:
      place
        .containers()
        .map((id) => id.slice(0, 12))
        .join(", ") || "nothing",
    leftovers: [],
    isBlamed: last?.outcome === "failed",
  };
}

const folderOf = ({ user, name }: ComposeProject) => join(user.state, name, "local");

function historyOf(place: ComposeProject): Promotion[] {
  try {
    return JSON.parse(readFileSync(join(folderOf(place), "history.json"), "utf8"));
  } catch {
    return [];
  }
}

/** Leaves nothing of it, so that the next deployment is the first. */
function takeAway(place: ComposeProject): void {
  const containers = place.containers();
  if (containers.length > 0) docker("rm", "--force", "--volumes", ...containers);
  docker("volume", "rm", "--force", volumeOf(place));
  rmSync(folderOf(place), { recursive: true, force: true });
}
