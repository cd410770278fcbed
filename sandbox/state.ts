import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename } from "node:path";
import { run } from "../lib/processes.ts";
import { installedHere, packageOf } from "./apt.ts";
import { docker, type Engine, isEngineUp, rememberedEngine } from "./parts/engine.ts";
import { helmState } from "./parts/helm.ts";
import { baseImages, label } from "./parts/image-build.ts";
import { clusterState } from "./parts/kubernetes/state.ts";
import type { PartState } from "./parts/part.ts";
import { builtPlugin, type PluginName, pluginLink, pluginNames, pluginVersion } from "./parts/plugins.ts";
import { isServing, type Server } from "./parts/server.ts";
import { servers } from "./parts/servers.ts";
import { usersClusterState } from "./parts/users-cluster/users-cluster.ts";
import type { Paths } from "./paths.ts";
import { rememberedPort } from "./ports.ts";
import { findProgram } from "./programs.ts";

/** What every part is, where it is, how it came here and whether it runs. */
export async function readState(paths: Paths): Promise<PartState[]> {
  const engine = rememberedEngine(paths);
  const states = [
    engineState(paths, engine),
    ...pluginNames.map((name) => pluginState(paths, name)),
    ...baseImages.map((image) => imageState(paths, engine, image)),
    ...servers.map((server) => serverState(paths, server)),
  ];
  const clusters = [...(await clusterState(paths)), ...(await usersClusterState(paths))];
  return [...(await Promise.all(states)), ...clusters, ...(await helmState(paths))];
}

const outputOf = (result: Promise<{ stdout: string }>) =>
  result.then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );

async function engineState(paths: Paths, engine: Engine | undefined): Promise<PartState> {
  const running = engine !== undefined && (await isEngineUp(paths, engine));
  const version = running ? await outputOf(docker(paths, engine, ["version", "--format", "{{.Server.Version}}"])) : "";
  const origin = engine?.own
    ? `${originOf(paths, findProgram("dockerd") ?? "dockerd")}, started here`
    : engine
      ? "found running"
      : "";
  return { name: "engine", version, address: engine?.host ?? "", origin, running };
}

async function pluginState(paths: Paths, name: PluginName): Promise<PartState> {
  const file = await realpath(pluginLink(paths, name)).catch(() => "");
  const version = file && (await pluginVersion(file));
  const origin = file === builtPlugin(paths, name) ? "built" : file && "found";
  return { name: `docker ${name}`, version, address: file, origin, running: file !== "" };
}

async function imageState(paths: Paths, engine: Engine | undefined, image: string): Promise<PartState> {
  const format = `{{index .Config.Labels "${label}"}} {{.Id}}`;
  const answer = engine && (await outputOf(docker(paths, engine, ["image", "inspect", "--format", format, image])));
  const [made, id = ""] = answer?.replace("<no value>", "").split(" ") ?? [];
  const origin = made ? "made here" : id && "found or pulled";
  return { name: image, version: id.slice(7, 19), address: "", origin, running: id !== "" };
}

async function serverState(paths: Paths, server: Server): Promise<PartState> {
  const program = server.program(paths);
  const port = rememberedPort(paths, server.name);
  const version = versionIn(await outputOf(run(program, ["--version"])));
  const address = port ? server.address(port) : "";
  return {
    name: server.name,
    version,
    address,
    origin: originOf(paths, program),
    running: await isServing(paths, server),
  };
}

const versionIn = (text: string) => text.match(/\d+\.\d+\.\d+/)?.[0] ?? "";

function originOf(paths: Paths, program: string): string {
  if (program.startsWith(paths.cache)) return existsSync(program) ? "built" : "";
  if (installedHere(paths).includes(packageOf(basename(program)))) return "installed";
  return existsSync(program) ? "found" : "";
}
