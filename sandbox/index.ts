import { delimiter, dirname } from "node:path";
import { preconditionError } from "../lib/errors.ts";
import { installPackages, packagesFor } from "./apt.ts";
import { provideBases } from "./bases/provide.ts";
import { buildMissing, buildSteps } from "./builds.ts";
import { type ContextOptions, type SandboxContext, sandboxContext } from "./context.ts";
import { actionlintProgram } from "./parts/actionlint.ts";
import { parts } from "./parts/all.ts";
import { buildkitProgram } from "./parts/buildkit.ts";
import { checkovFolder, kubeScoreProgram } from "./parts/chart-linters.ts";
import { chartMuseum } from "./parts/chartmuseum.ts";
import { checkJsonschemaFolder } from "./parts/check-jsonschema.ts";
import { rememberedCluster } from "./parts/chosen-cluster.ts";
import { dockerEnv, rememberedEngine } from "./parts/engine.ts";
import { giteaFolder } from "./parts/gitea.ts";
import { type HelmMajor, helmProgram } from "./parts/helm.ts";
import { jaegerProgram } from "./parts/jaeger.ts";
import { type Cluster, findCluster } from "./parts/kubernetes/handle.ts";
import { kwokProgram } from "./parts/kwok.ts";
import { motoFolder } from "./parts/moto.ts";
import { opensearchFolder } from "./parts/opensearch.ts";
import { operatorCrds } from "./parts/operator-crds.ts";
import type { ClusterChoice, Engine, Part, SwitchName } from "./parts/part.ts";
import { redis } from "./parts/redis.ts";
import { registry } from "./parts/registry.ts";
import { type Differences, type ExtraServer, type Server, startExtra } from "./parts/server.ts";
import { skaffoldProgram } from "./parts/skaffold.ts";
import { victoriaLogsProgram } from "./parts/victoria-logs.ts";
import { rememberedPort } from "./ports.ts";
import { findProgram } from "./programs.ts";
import { withSandboxLock } from "./sandbox-lock.ts";
import { bringUp, type Confirm } from "./up.ts";

export type { Cluster, ExtraServer };

export interface UpOptions extends ContextOptions {
  /** Asked before anything is installed or built; without it, that is done. */
  confirm?: Confirm;
  /** The Kubernetes cluster that is needed too. */
  cluster?: ClusterChoice | undefined;
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
  /** There after `install(["actionlint"])`. */
  actionlint: string;
  /** There after `install(["chart-linters"])`, as the folder with checkov in its `bin`. */
  kubeScore: string;
  checkov: string;
  /** A folder of Python's packages, with check_jsonschema; there after `install(["check-jsonschema"])`. */
  checkJsonschema: string;
  /** There after `install(["kwok"])`. */
  kwok: string;
  /** A folder of definitions; there after `install(["operator-crds"])`. */
  operatorCrds: string;
  /** There after `install(["jaeger"])`. */
  jaeger: string;
  /** There after `install(["victoria-logs"])`. */
  victoriaLogs: string;
  /** A folder; there after `install(["opensearch"])`. */
  opensearch: string;
  /** A folder with the program `gitea` and what it reads; there after `install(["gitea"])`. */
  gitea: string;
  /** There after `install(["buildkit"])`. */
  buildkit: string;
  /** A folder of Python's packages, with `moto_server` and `aws` in its `bin`; there after `install(["moto"])`. */
  moto: string;
  /** Switches one part off, its own engine included; `startPart` brings it back with the same address and data. */
  stopPart: (name: SwitchName) => Promise<void>;
  startPart: (name: SwitchName) => Promise<void>;
  /** Makes images that Dockerfiles build on, where the engine lacks them and cannot pull them; returns those that cannot be had. */
  provideBases: (images: string[]) => Promise<string[]>;
  /** One more registry, or ChartMuseum, with data of its own, open unless `auth` is given. */
  startRegistry: (options?: Pick<Differences, "auth">) => Promise<ExtraServer>;
  startChartMuseum: (options?: Differences) => Promise<ExtraServer>;
}

/** Brings the sandbox up, or finds it so. */
export async function up(options: UpOptions = {}): Promise<Sandbox> {
  const context = sandboxContext(options);
  const engine = await bringUp(context, options.confirm ?? (async () => true), options.cluster);
  return describe(context, engine, options.cluster);
}

/** Installs or builds programs that only tests need, such as a browser, if this machine lacks them and can have them. */
export async function install(programs: string[], options: ContextOptions = {}): Promise<void> {
  const context = sandboxContext(options);
  const { paths, report } = context;
  const steps = await buildSteps(paths, programs);
  const packages = packagesFor(paths, [...programs, ...steps.flatMap((step) => step.programs ?? [])]);
  if (packages.length > 0) {
    report(`installing ${packages.join(", ")} (about a minute)`);
    await withSandboxLock(context, () => installPackages(paths, packages));
  }
  for (const { title, seconds } of steps) report(`${title} (about ${seconds} s)`);
  await buildMissing(paths, programs);
}

/** The sandbox as it was brought up, without touching it; undefined where it never was. */
export function find(options: ContextOptions = {}): Sandbox | undefined {
  const context = sandboxContext(options);
  const engine = rememberedEngine(context.paths);
  return engine && describe(context, engine, rememberedCluster(context.paths));
}

function describe(context: SandboxContext, engine: Engine, choice: ClusterChoice | undefined): Sandbox {
  const { paths } = context;
  const cluster = choice === "own" ? findCluster(context) : undefined;
  const extra = (server: Server) => (options?: Differences) => startExtra(paths, server, options);
  return {
    env: { ...environment(context, engine, cluster), ...usersEnvironment(choice) },
    ...(cluster && { cluster }),
    registry: addressOf(context, registry),
    chartRepository: addressOf(context, chartMuseum),
    redis: addressOf(context, redis),
    helm: { 3: helmProgram(paths, 3), 4: helmProgram(paths, 4) },
    skaffold: skaffoldProgram(paths),
    actionlint: actionlintProgram(paths),
    kubeScore: kubeScoreProgram(paths),
    checkov: checkovFolder(paths),
    checkJsonschema: checkJsonschemaFolder(paths),
    kwok: kwokProgram(paths),
    operatorCrds: operatorCrds(paths),
    jaeger: jaegerProgram(paths),
    victoriaLogs: victoriaLogsProgram(paths),
    opensearch: opensearchFolder(paths),
    gitea: giteaFolder(paths),
    buildkit: buildkitProgram(paths),
    moto: motoFolder(paths),
    stopPart: (name) => withSandboxLock(context, () => stopPart(context, engine, name)),
    startPart: (name) =>
      withSandboxLock(context, async () => partNamed(name)?.start?.({ ...context, engine, cluster: choice })),
    provideBases: (images) => provideBases(context, engine, images),
    startRegistry: extra(registry),
    startChartMuseum: extra(chartMuseum),
  };
}

const addressOf = ({ paths }: SandboxContext, { name, address }: Server) => address(rememberedPort(paths, name) ?? 0);

/** docker and helm are added where PATH does not have them; with a cluster of its own, kubectl and helm are those that fit it. */
function environment({ paths }: SandboxContext, engine: Engine, cluster: Cluster | undefined): Record<string, string> {
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

const partNamed = (name: SwitchName): Part | undefined => parts.find((part) => part.name === name);

async function stopPart(context: SandboxContext, { own, host }: Engine, name: SwitchName): Promise<void> {
  if (name === "engine" && !own)
    throw preconditionError(`The Docker engine at ${host} was running before the sandbox, which does not stop it`);
  await partNamed(name)?.stop?.(context);
}
