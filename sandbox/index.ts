import { delimiter, dirname } from "node:path";
import { installPackages, packagesFor } from "./apt.ts";
import { buildMissing } from "./builds.ts";
import { stopDaemon } from "./daemon.ts";
import { chartMuseum } from "./parts/chartmuseum.ts";
import { type ClusterChoice, rememberedCluster } from "./parts/chosen-cluster.ts";
import { dockerEnv, type Engine, raiseEngine, rememberedEngine, stopOwnEngine } from "./parts/engine.ts";
import { type HelmMajor, helmProgram } from "./parts/helm.ts";
import { type Cluster, findCluster, startApiserver, stopApiserver } from "./parts/kubernetes/handle.ts";
import type { PartName, Work } from "./parts/part.ts";
import { redis } from "./parts/redis.ts";
import { registry } from "./parts/registry.ts";
import { type Credentials, type ExtraServer, type Server, startExtra, startServer } from "./parts/server.ts";
import { servers } from "./parts/servers.ts";
import { skaffoldProgram } from "./parts/skaffold.ts";
import { sandboxPaths } from "./paths.ts";
import { rememberedPort } from "./ports.ts";
import { findProgram } from "./programs.ts";
import type { Site } from "./site.ts";
import { alone, type Confirm, raise } from "./up.ts";

export type { Cluster, Confirm, Credentials, ExtraServer, PartName, Work };

export interface UpOptions {
  /** Takes one line of progress for people. */
  report?: (line: string) => void;
  /** Asked before anything is installed or built; without it, that is done. */
  confirm?: Confirm;
  /** The Kubernetes cluster that is needed too. */
  cluster?: ClusterChoice | undefined;
  /** Whose XDG folders say where the sandbox lives. */
  env?: NodeJS.ProcessEnv;
}

/** The real parts on this machine. */
export interface Sandbox {
  /** To be added to the environment of a process that uses the engine. */
  env: Record<string, string>;
  /** `localhost:PORT`, an open registry over http. */
  registry: string;
  /** `http://127.0.0.1:PORT`, an open ChartMuseum. */
  chartRepository: string;
  /** `127.0.0.1:PORT`, a Redis that keeps nothing. */
  redis: string;
  /** The sandbox's own, there after `up({ cluster: "own" })`. */
  cluster?: Cluster;
  /** Each `helm`, in a folder of its own that PATH can take; there after `up({ cluster: "own" })` or `install(["helm"])`. */
  helm: Record<HelmMajor, string>;
  /** There after `install(["skaffold"])`. */
  skaffold: string;
  /** Switches one part off, its own engine included; `startPart` brings it back with the same address and data. */
  stopPart: (name: PartName) => Promise<void>;
  startPart: (name: PartName) => Promise<void>;
  /** One more registry, or ChartMuseum, with data of its own, open unless `auth` is given. */
  startRegistry: (options?: { auth?: Credentials }) => Promise<ExtraServer>;
  startChartMuseum: (options?: { auth?: Credentials }) => Promise<ExtraServer>;
}

export function siteOf({ report = () => {}, env }: UpOptions): Site {
  return { paths: sandboxPaths(env), report };
}

/** Brings the sandbox up, or finds it so. */
export async function up(options: UpOptions = {}): Promise<Sandbox> {
  const site = siteOf(options);
  const engine = await raise(site, options.confirm ?? (async () => true), options.cluster);
  return describe(site, engine, options.cluster);
}

/** Installs programs that only tests need, such as a browser, where this machine lacks them and can install them. */
export async function install(programs: string[], options: UpOptions = {}): Promise<void> {
  const site = siteOf(options);
  const packages = packagesFor(site.paths, programs);
  if (packages.length > 0) {
    site.report(`installing ${packages.join(", ")} (about a minute)`);
    await alone(site, () => installPackages(site.paths, packages));
  }
  await buildMissing(site, programs);
}

/** The sandbox as it was brought up, without touching it; undefined where it never was. */
export function find(options: UpOptions = {}): Sandbox | undefined {
  const site = siteOf(options);
  const engine = rememberedEngine(site.paths);
  return engine && describe(site, engine, rememberedCluster(site.paths));
}

function describe(site: Site, engine: Engine, choice: ClusterChoice | undefined): Sandbox {
  const { paths } = site;
  const cluster = choice === "own" ? findCluster(site) : undefined;
  const extra = (server: Server) => (options?: { auth?: Credentials }) => startExtra(paths, server, options?.auth);
  return {
    env: { ...environment(site, engine, cluster), ...usersEnvironment(choice) },
    ...(cluster && { cluster }),
    registry: addressOf(site, registry),
    chartRepository: addressOf(site, chartMuseum),
    redis: addressOf(site, redis),
    helm: { 3: helmProgram(paths, 3), 4: helmProgram(paths, 4) },
    skaffold: skaffoldProgram(paths),
    stopPart: (name) => alone(site, () => stopPart(site, engine, name)),
    startPart: (name) => alone(site, () => startPart(site, engine, name)),
    startRegistry: extra(registry),
    startChartMuseum: extra(chartMuseum),
  };
}

const addressOf = ({ paths }: Site, { name, address }: Server) => address(rememberedPort(paths, name) ?? 0);

/** docker and helm are added where PATH does not have them; with a cluster of its own, kubectl and helm are those that fit it. */
function environment({ paths }: Site, engine: Engine, cluster: Cluster | undefined): Record<string, string> {
  const helm = dirname(helmProgram(paths, 4));
  const path = (process.env.PATH ?? "").split(delimiter);
  const docker = dirname(findProgram("docker") ?? "");
  const missing = path.includes(docker) ? [] : [docker];
  return {
    ...dockerEnv(paths, engine),
    ...cluster?.env,
    PATH: [...(cluster ? [dirname(cluster.kubectl), helm] : []), ...path, ...missing, helm].join(delimiter),
  };
}

const usersEnvironment = (choice: ClusterChoice | undefined): Record<string, string> =>
  choice && choice !== "own" && choice.kubeconfig ? { KUBECONFIG: choice.kubeconfig } : {};

async function stopPart(site: Site, engine: Engine, name: PartName): Promise<void> {
  if (name === "engine") await stopOwnEngine(site, engine);
  else if (name === "apiserver") await stopApiserver(site.paths);
  else await stopDaemon(site.paths, name);
}

async function startPart(site: Site, engine: Engine, name: PartName): Promise<void> {
  if (name === "engine") await raiseEngine(site, engine);
  else if (name === "apiserver") await startApiserver(site.paths);
  else for (const server of servers) if (server.name === name) await startServer(site, server);
}
