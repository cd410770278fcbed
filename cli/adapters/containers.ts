import { randomUUID } from "node:crypto";
import type { ContainerInspectInfo, default as Docker, HostRestartPolicy } from "dockerode";
import { withoutControls } from "../../lib/controls.ts";
import { messageOf, preconditionError } from "../../lib/errors.ts";
import { cutText, logOf } from "../../lib/foreign-text.ts";
import type { OnMachine } from "../core/engine-endpoint.ts";
import { composeLabels, deploymentLabels } from "../domain/deployment/compose.ts";
import { type ComposeContainer, isFine } from "../domain/rollout/compose-rollout.ts";
import { linesOf } from "../domain/rollout/log-frames.ts";
import { addressesOf } from "../domain/rollout/published.ts";
import type { Neighbour } from "../domain/rollout/rollout.ts";
import { withSharedNetworks } from "../domain/rollout/shared-network.ts";

type Engine = Docker & OnMachine;

const mostLines = 60;
/** The engine keeps a long line in pieces of 16 KiB and counts each of them as a line. */
const morePieces = 1_000;
const longText = 256 * 1024;
const fewLines = 3;

/** The containers of a Compose project, with the log of those that something is wrong with. */
export async function observeProject(engine: Engine, project: string): Promise<ComposeContainer[]> {
  const filters = { label: [`${composeLabels.project}=${project}`, `${composeLabels.oneOff}=False`] };
  const listed = await engine.listContainers({ all: true, filters });
  const states = await Promise.all(listed.map(({ Id }) => observe(engine, Id)));
  return withSharedNetworks(states.filter((state) => state !== undefined));
}

/** Whether anything of a Compose project is there, also what `docker compose run` started. */
export async function hasContainers(engine: Engine, project: string): Promise<boolean> {
  const filters = { label: [`${composeLabels.project}=${project}`] };
  return (await engine.listContainers({ all: true, filters })).length > 0;
}

/** All containers of the engine, with the repository that promoted them. */
export async function neighbours(
  engine: Engine,
): Promise<(Omit<Neighbour, "isOwn"> & { repository: string | undefined })[]> {
  const listed = await engine.listContainers({ all: true });
  return listed.map(({ Names: [name = ""], Labels, Ports }) => ({
    name: name.replace(/^\//, ""),
    ports: Ports.flatMap(({ PublicPort }) => PublicPort ?? []),
    project: Labels[composeLabels.project],
    folder: Labels[composeLabels.folder],
    environment: Labels[deploymentLabels.environment],
    repository: Labels[deploymentLabels.repository],
  }));
}

/** The Compose projects that have containers with all of these labels. */
export async function projectsWith(engine: Engine, labels: Readonly<Record<string, string>>): Promise<string[]> {
  const filters = { label: Object.entries(labels).map(([name, value]) => `${name}=${value}`) };
  const found = await engine.listContainers({ all: true, filters });
  return [...new Set(found.flatMap(({ Labels }) => Labels[composeLabels.project] ?? []))].sort();
}

/**
 * Whether containers can mount a file of this machine. An engine that is elsewhere, or that is reached from within a
 * container, has other files, and would make an empty folder in place of this one.
 */
export async function canMount(engine: Engine, image: string, path: string): Promise<boolean> {
  // No name that the words of an error could be taken for.
  const name = `chatops-look-${randomUUID()}`;
  const bind = { Type: "bind" as const, Source: path, Target: "/mounted", ReadOnly: true };
  try {
    await engine.createContainer({ name, Image: image, Cmd: ["none"], HostConfig: { Mounts: [bind] } });
    return true;
  } catch (error) {
    if (isUnseen.test(messageOf(error))) return false;
    throw preconditionError(`the engine makes no container that mounts ${path}: ${messageOf(error)}`, { cause: error });
  } finally {
    // With the volumes that the image asks for.
    await engine
      .getContainer(name)
      .remove({ force: true, v: true })
      .catch(() => {});
  }
}

/** In the words of the engine, and of one in a virtual machine that has some folders of this one. */
const isUnseen = /bind source path does not exist|mounts denied/i;

/** One container by id or name; undefined where it is gone. */
export async function observe(engine: Engine, id: string): Promise<ComposeContainer | undefined> {
  try {
    const info = await engine.getContainer(id).inspect();
    const state = stateOf(info, engine.machine);
    if (isFine(state) || state.status === "created") return state;
    const seen = await readLog(engine, id).then(
      (log) => ({ log }),
      // As with the driver `none`.
      () => ({ facts: [`its log cannot be read: its logging driver is ${info.HostConfig.LogConfig?.Type}`] }),
    );
    return { ...state, ...seen };
  } catch (error) {
    // 409: it is being removed right now.
    if ([404, 409].includes((error as { statusCode?: number }).statusCode ?? 0)) return undefined;
    throw error;
  }
}

/** Gives a container another name. That this cannot be is told by whoever needs the name that it has. */
export async function renameContainer(engine: Engine, id: string, name: string): Promise<void> {
  await engine
    .getContainer(id)
    .rename({ name })
    .catch(() => {});
}

/** Ends a container and starts it again. That this cannot be is told by whoever needs it. */
export async function restartContainer(engine: Engine, id: string): Promise<void> {
  await engine
    .getContainer(id)
    .restart()
    .catch(() => {});
}

/** Lets a paused container go on. That this cannot be is told by whoever needs it. */
export async function unpauseContainer(engine: Engine, id: string): Promise<void> {
  await engine
    .getContainer(id)
    .unpause()
    .catch(() => {});
}

function stateOf(info: ContainerInspectInfo, machine: string | undefined): ComposeContainer {
  const { State, Config, HostConfig, NetworkSettings } = info;
  return {
    id: info.Id,
    name: info.Name.replace(/^\//, ""),
    service: Config.Labels[composeLabels.service] ?? "",
    image: info.Image,
    reference: Config.Image,
    startedAt: State.StartedAt,
    endedAt: Date.parse(State.FinishedAt),
    command: [info.Path, ...info.Args].join(" "),
    failedCheckAt: endOf(State.Health?.Log?.findLast(({ ExitCode }) => ExitCode !== 0)),
    status: State.Status as ComposeContainer["status"],
    health: (State.Health?.Status as ComposeContainer["health"]) ?? "none",
    healthOutput: (State.Health?.Log ?? []).map(({ Output }) => withoutControls(cutText(Output)).trim()),
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled,
    restarts: info.RestartCount,
    forgiven: 1,
    restartsByItself: isStartedAgain(HostConfig.RestartPolicy, State.ExitCode, info.RestartCount),
    startError: withoutControls(cutText(State.Error ?? "")),
    facts: [],
    log: [],
    labels: Config.Labels,
    ...addressesOf(NetworkSettings.Ports, machine),
    volumes: mountsOf(info, "volume"),
    mounted: mountsOf(info, "bind"),
    networkOf: /^container:(.+)$/.exec(HostConfig.NetworkMode ?? "")?.[1],
    lostNetwork: lostNetworkOf(info),
  };
}

const mountsOf = ({ Mounts }: ContainerInspectInfo, type: "bind" | "volume"): string[] =>
  Mounts.filter(({ Type }) => Type === type).map(({ Destination }) => Destination);

function lostNetworkOf({ HostConfig, NetworkSettings }: ContainerInspectInfo): string | undefined {
  const { NetworkMode: made = "" } = HostConfig;
  const isNone = ["", "default", "none", "host", "bridge"].includes(made) || made.includes(":");
  return isNone || made in (NetworkSettings.Networks ?? {}) ? undefined : made;
}

const endOf = (check: { End?: string } | undefined): string | undefined => {
  const end = Date.parse(check?.End ?? "");
  return Number.isNaN(end) ? undefined : new Date(end).toISOString();
};

/** `on-failure` lets rest what has ended well, such as a migration, and what has used up its tries. */
function isStartedAgain(
  { Name = "", MaximumRetryCount = 0 }: Partial<HostRestartPolicy> = {},
  exitCode: number,
  restarts: number,
): boolean {
  if (Name !== "on-failure") return !["", "no"].includes(Name);
  return exitCode !== 0 && (MaximumRetryCount === 0 || restarts < MaximumRetryCount);
}

/** The last lines of a container's output, without control sequences. */
async function readLog(engine: Engine, id: string): Promise<string[]> {
  const end = await readEnd(engine, id, mostLines);
  const lines = logOf(linesOf(end, mostLines));
  if (end.length < longText || lines.length > fewLines) return lines;
  // One long line stands there: what was said before it may matter more.
  return logOf(linesOf(await readEnd(engine, id, morePieces), mostLines));
}

async function readEnd(engine: Engine, id: string, tail: number): Promise<Buffer> {
  const output = await engine.getContainer(id).logs({ stdout: true, stderr: true, tail });
  // dockerode reads an answer that happens to be JSON, as one line of a program that logs JSON to a terminal.
  return Buffer.isBuffer(output) ? output : Buffer.from(JSON.stringify(output));
}
