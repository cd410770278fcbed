import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { preconditionError } from "../../lib/errors.ts";
import type { SandboxContext } from "../context.ts";
import { endStrays, livingPid, startDaemon, stopDaemon, strays } from "../daemon.ts";
import { writeJson } from "../files.ts";
import { unmountBelow } from "../mounts.ts";
import type { Paths } from "../paths.ts";
import { findProgram } from "../programs.ts";
import { chooseNetwork, createNetwork, type Network, removeNetwork } from "./network.ts";

/** What the engine of the sandbox's own needs. */
export const enginePrograms = ["docker", "dockerd", "containerd", "iptables", "ip"];

// In /run a reboot clears it, and the name of a socket may have 107 characters at most.
const runFolder = (paths: Paths) => `/run/chatops-${paths.id}`;
const folder = (paths: Paths) => join(paths.state, "engine");
const containerdSocket = (paths: Paths) => join(runFolder(paths), "containerd.sock");
const socketOf = (paths: Paths) => join(runFolder(paths), "docker.sock");

export const ownHost = (paths: Paths): string => `unix://${socketOf(paths)}`;

export const isRunning = async (paths: Paths): Promise<boolean> =>
  livingPid(paths, "dockerd") !== undefined && (await answersPing(socketOf(paths)));

export function verifyStartable(): void {
  if (process.platform === "linux" && process.getuid?.() === 0) return;
  throw preconditionError("No Docker engine answers, and the sandbox can start one of its own only on Linux as root", {
    hint: "Start Docker (or point DOCKER_HOST at a running engine) and try again.",
  });
}

/** Starts containerd and dockerd with folders, sockets, network and configuration of their own. */
export async function startOwnEngine({ paths }: SandboxContext): Promise<void> {
  const network = await chooseNetwork(paths);
  await createNetwork(paths, network);
  if (await isRunning(paths)) return;
  await stopDaemon(paths, "dockerd");
  for (const part of [folder(paths), runFolder(paths)]) mkdirSync(part, { recursive: true, mode: 0o711 });
  await startContainerd(paths);
  await startDockerd(paths, network);
}

/** Without an address, dockerd takes the system's containerd where one runs. */
async function startContainerd(paths: Paths): Promise<void> {
  if (livingPid(paths, "containerd") && (await accepts(containerdSocket(paths)))) return;
  await stopDaemon(paths, "containerd");
  const config = join(folder(paths), "containerd.toml");
  const toml = [
    "version = 2",
    `root = ${JSON.stringify(join(folder(paths), "containerd"))}`,
    `state = ${JSON.stringify(join(runFolder(paths), "containerd"))}`,
    'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
    "[grpc]",
    `address = ${JSON.stringify(containerdSocket(paths))}`,
    '[plugins."io.containerd.internal.v1.opt"]',
    `path = ${JSON.stringify(join(folder(paths), "opt"))}`,
  ];
  writeFileSync(config, `${toml.join("\n")}\n`);
  await startDaemon(paths, {
    name: "containerd",
    command: findProgram("containerd") ?? "containerd",
    args: ["--config", config, "--log-level", "warn"],
    ready: () => accepts(containerdSocket(paths)),
  });
}

async function startDockerd(paths: Paths, network: Network): Promise<void> {
  const config = join(folder(paths), "daemon.json");
  const pidfile = join(runFolder(paths), "docker.pid");
  writeJson(config, dockerdConfig(paths, network, pidfile));
  // Left by an engine that was killed: its number may be another process by now, and dockerd would not start.
  rmSync(pidfile, { force: true });
  await startDaemon(paths, {
    name: "dockerd",
    command: findProgram("dockerd") ?? "dockerd",
    // Its own file, because flags that /etc/docker/daemon.json holds too are an error.
    args: ["--config-file", config],
    env: { DOCKER_HOST: undefined, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    ready: () => answersPing(socketOf(paths)),
  });
}

function dockerdConfig(paths: Paths, network: Network, pidfile: string) {
  return {
    hosts: [ownHost(paths)],
    pidfile,
    "data-root": join(folder(paths), "docker"),
    "exec-root": join(runFolder(paths), "docker"),
    containerd: containerdSocket(paths),
    bridge: network.bridge,
    "default-address-pools": [network.pool],
    iptables: false,
    // There is no systemd to ask for cgroups everywhere, least of all in a container.
    "exec-opts": ["native.cgroupdriver=cgroupfs"],
    features: { buildkit: true },
    "log-level": "warn",
  };
}

/** Stops the engine and its containers, and leaves no process, mount, bridge or rule of it. */
export async function stopOwnEngine(context: SandboxContext): Promise<void> {
  const { paths } = context;
  // Only an engine ends its containers in order: one that was killed is started once more for that.
  if (!livingPid(paths, "dockerd") && strays(paths, "containerd").length > 0) await startOwnEngine(context);
  for (const name of ["dockerd", "containerd"]) {
    await stopDaemon(paths, name);
    await endStrays(paths, name);
  }
  for (const place of [folder(paths), runFolder(paths)]) await unmountBelow(place);
  rmSync(runFolder(paths), { recursive: true, force: true });
  if (findProgram("ip")) await removeNetwork(paths);
}

function accepts(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath, () => resolve(true)).on("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

function answersPing(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ socketPath, path: "/_ping", timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.on("error", () => resolve(false)).on("timeout", () => call.destroy());
    call.end();
  });
}
