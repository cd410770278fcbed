import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import semver from "semver";
import { run } from "../../lib/processes.ts";
import { buildProgram, fetchSources, type GoProgram } from "../go.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { oldest, versions } from "../versions.ts";
import type { Part, PartState } from "./part.ts";

type PluginName = "buildx" | "compose";

// Compose requires buildx: built from the same module they share almost all packages, which halves the time for both.
const module = `github.com/docker/compose/v2@v${versions.compose}`;
const sources: Record<PluginName, GoProgram> = {
  compose: {
    module,
    package: "./cmd",
    version: ["github.com/docker/compose/v2/internal.Version", `v${versions.compose}`],
  },
  buildx: {
    module,
    package: "github.com/docker/buildx/cmd/buildx",
    version: ["github.com/docker/buildx/version.Version", `v${versions.buildx}`],
  },
};
const buildSeconds: Record<PluginName, number> = { compose: 90, buildx: 15 };
const pluginNames = Object.keys(sources) as PluginName[];

const configFolder = (paths: Paths) => join(paths.state, "docker-config");
const pluginLink = (paths: Paths, name: PluginName) => join(configFolder(paths), "cli-plugins", `docker-${name}`);
const builtPlugin = (paths: Paths, name: PluginName) =>
  join(paths.cache, "programs", `docker-${name}-${versions[name]}`);

/** The plugin that the sandbox uses. */
export const pluginFile = (paths: Paths, name: PluginName): string => realpathSync(pluginLink(paths, name));

/** The plugins that the configuration lacks, or has built from a version that is no longer the one to use. */
const missing = (paths: Paths) => pluginNames.filter((name) => !isLinked(paths, name));

function isLinked(paths: Paths, name: PluginName): boolean {
  const link = pluginLink(paths, name);
  if (!existsSync(link)) return false;
  const file = realpathSync(link);
  return file === builtPlugin(paths, name) || !file.startsWith(paths.cache);
}

/** What must be built; nothing for the plugins that the user has in a version that will do. */
async function pluginSteps(paths: Paths): Promise<SetupStep[]> {
  const work: SetupStep[] = [];
  for (const name of missing(paths)) {
    if (existsSync(builtPlugin(paths, name)) || (await installedPlugin(name))) continue;
    work.push({ title: `build docker ${name} ${versions[name]}`, seconds: buildSeconds[name] });
  }
  return work;
}

/** Downloads what the plugins to be built are made of, while another build computes. */
async function fetchPluginSources(paths: Paths): Promise<void> {
  if ((await pluginSteps(paths)).length > 0) await fetchSources(paths, sources.buildx);
}

/** Puts both plugins into the sandbox's own Docker configuration, never into the user's. */
async function preparePlugins(paths: Paths): Promise<void> {
  mkdirSync(join(configFolder(paths), "cli-plugins"), { recursive: true });
  const config = join(configFolder(paths), "config.json");
  if (!existsSync(config)) writeFileSync(config, "{}\n", { mode: 0o600 });
  for (const name of missing(paths)) {
    const file = (await installedPlugin(name)) ?? builtPlugin(paths, name);
    await buildProgram(paths, sources[name], file);
    // What is there now leads nowhere.
    rmSync(pluginLink(paths, name), { force: true });
    symlinkSync(file, pluginLink(paths, name));
  }
}

/** The user's own plugin, if its version will do. */
async function installedPlugin(name: PluginName): Promise<string | undefined> {
  for (const folder of pluginFolders()) {
    const file = join(folder, `docker-${name}`);
    if (existsSync(file) && semver.gte(await pluginVersion(file), oldest[name])) return file;
  }
  return undefined;
}

/** Where Docker looks for plugins, in its order. */
const pluginFolders = () => [
  join(process.env.DOCKER_CONFIG ?? join(homedir(), ".docker"), "cli-plugins"),
  ...["/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec"].map((place) => `${place}/docker/cli-plugins`),
];

async function pluginVersion(plugin: string): Promise<string> {
  const answer = await run(plugin, ["docker-cli-plugin-metadata"]).catch(() => undefined);
  const version = (JSON.parse(answer?.stdout || "{}") as { Version?: string }).Version;
  return semver.coerce(version)?.version ?? "0.0.0";
}

async function pluginState(paths: Paths, name: PluginName): Promise<PartState> {
  const link = pluginLink(paths, name);
  const file = existsSync(link) ? realpathSync(link) : "";
  const version = file && (await pluginVersion(file));
  const origin = file === builtPlugin(paths, name) ? "built" : file && "found";
  return { name: `docker ${name}`, version, address: file, origin, running: file !== "" };
}

export const pluginsPart: Part = {
  name: "plugins",
  setup: ({ paths }) => pluginSteps(paths),
  fetch: ({ paths }) => fetchPluginSources(paths),
  prepare: ({ paths }) => preparePlugins(paths),
  state: (paths) => Promise.all(pluginNames.map((name) => pluginState(paths, name))),
};
