import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import semver from "semver";
import { run } from "../../cli/core/processes.ts";
import { buildProgram, type GoProgram } from "../go.ts";
import type { Paths } from "../paths.ts";
import { oldest, versions } from "../versions.ts";
import type { Work } from "./part.ts";

type PluginName = "buildx" | "compose";

const sources: Record<PluginName, GoProgram> = {
  buildx: {
    module: "github.com/docker/buildx",
    version: `v${versions.buildx}`,
    package: "./cmd/buildx",
    versionVariable: "github.com/docker/buildx/version.Version",
    versionText: `v${versions.buildx}`,
  },
  compose: {
    module: "github.com/docker/compose/v2",
    version: `v${versions.compose}`,
    package: "./cmd",
    versionVariable: "github.com/docker/compose/v2/internal.Version",
    versionText: `v${versions.compose}`,
  },
};
const buildSeconds: Record<PluginName, number> = { buildx: 100, compose: 60 };
const names = Object.keys(sources) as PluginName[];

const configFolder = (paths: Paths) => join(paths.state, "docker-config");
const linkOf = (paths: Paths, name: PluginName) => join(configFolder(paths), "cli-plugins", `docker-${name}`);
const builtFile = (paths: Paths, name: PluginName) => join(paths.cache, "programs", `docker-${name}-${versions[name]}`);

const missing = (paths: Paths) => names.filter((name) => !existsSync(linkOf(paths, name)));

/** What must be built; nothing for the plugins that the user has in a version that will do. */
export async function pluginWork(paths: Paths): Promise<Work[]> {
  const work: Work[] = [];
  for (const name of missing(paths)) {
    if (existsSync(builtFile(paths, name)) || (await installedPlugin(name))) continue;
    work.push({ title: `build docker ${name} ${versions[name]}`, seconds: buildSeconds[name] });
  }
  return work;
}

/** Puts both plugins into the sandbox's own Docker configuration, never into the user's. */
export async function preparePlugins(paths: Paths): Promise<void> {
  mkdirSync(join(configFolder(paths), "cli-plugins"), { recursive: true });
  const config = join(configFolder(paths), "config.json");
  if (!existsSync(config)) writeFileSync(config, "{}\n", { mode: 0o600 });
  for (const name of missing(paths)) {
    const file = (await installedPlugin(name)) ?? builtFile(paths, name);
    await buildProgram(sources[name], file);
    // What is there now leads nowhere.
    rmSync(linkOf(paths, name), { force: true });
    symlinkSync(file, linkOf(paths, name));
  }
}

/** The user's own plugin, if its version will do. */
async function installedPlugin(name: PluginName): Promise<string | undefined> {
  for (const folder of pluginFolders()) {
    const file = join(folder, `docker-${name}`);
    if (existsSync(file) && semver.gte(await versionOf(file), oldest[name])) return file;
  }
  return undefined;
}

/** Where Docker looks for plugins, in its order. */
const pluginFolders = () => [
  join(process.env.DOCKER_CONFIG ?? join(homedir(), ".docker"), "cli-plugins"),
  ...["/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec"].map((place) => `${place}/docker/cli-plugins`),
];

async function versionOf(plugin: string): Promise<string> {
  const answer = await run(plugin, ["docker-cli-plugin-metadata"]).catch(() => undefined);
  const version = (JSON.parse(answer?.stdout || "{}") as { Version?: string }).Version;
  return semver.coerce(version)?.version ?? "0.0.0";
}
