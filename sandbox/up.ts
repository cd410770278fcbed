import { join } from "node:path";
import { preconditionError } from "../lib/errors.ts";
import { withLock } from "../lib/lock.js";
import { installPackages, packagesFor } from "./apt.ts";
import { chartMuseum, prepareChartMuseum } from "./parts/chartmuseum.ts";
import { type ClusterChoice, rememberCluster } from "./parts/chosen-cluster.ts";
import { chooseEngine, type Engine, raiseEngine, rememberedEngine } from "./parts/engine.ts";
import { missingMajors, prepareHelm } from "./parts/helm.ts";
import { prepareImages } from "./parts/images.ts";
import { raiseCluster } from "./parts/kubernetes/cluster.ts";
import { prepareKubernetes } from "./parts/kubernetes/programs.ts";
import { enginePrograms } from "./parts/own-engine.ts";
import type { Work } from "./parts/part.ts";
import { fetchPluginSources, preparePlugins } from "./parts/plugins.ts";
import { redis } from "./parts/redis.ts";
import { registry } from "./parts/registry.ts";
import { startServer } from "./parts/server.ts";
import { raiseUsersCluster } from "./parts/users-cluster/users-cluster.ts";
import type { Paths } from "./paths.ts";
import { makePlan, type Plan } from "./plan.ts";
import type { Site } from "./site.ts";

/** Asked once before anything is installed or built. */
export type Confirm = (work: Work[]) => Promise<boolean>;

/** Brings the parts up; what runs already is left alone. Only one run at a time changes a sandbox. */
export function raise(site: Site, confirm: Confirm, cluster: ClusterChoice | undefined): Promise<Engine> {
  return alone(site, async () => {
    const engine = await chooseEngine(site.paths);
    // It knows which images it has only when it runs.
    if (wasMade(site.paths)) await raiseEngine(site, engine);
    const plan = await makePlan(site, engine, cluster);
    if (plan.work.length > 0 && !(await confirm(plan.work))) throw preconditionError("Nothing was installed");
    await makeEverything(site, engine, plan);
    return engine;
  });
}

/** Whether an engine was chosen before, and its programs are still there. */
const wasMade = (paths: Paths) =>
  rememberedEngine(paths) !== undefined && packagesFor(paths, enginePrograms).length === 0;

/** Runs a task that changes the sandbox while no other process does. */
export function alone<T>(site: Site, task: () => Promise<T>): Promise<T> {
  const onWait = (holder: number) => site.report(`waiting for another run on this sandbox (process ${holder})`);
  return withLock(join(site.paths.state, "lock"), task, { onWait });
}

/** Two rows side by side: Debian's packages and what runs on them, which wait a lot, and the Go builds, which compute. */
async function makeEverything(site: Site, engine: Engine, plan: Plan): Promise<void> {
  const packages = timed(site, `install ${plan.packages.join(", ")}`, plan.packages.length > 0, () =>
    installPackages(site.paths, plan.packages),
  );
  const images = packages.then(() => raiseEngine(site, engine)).then(() => prepareImages(site, engine));
  const imageRegistry = packages.then(() => startServer(site, registry));
  const programs = timed(site, "build programs", plan.builds, () => buildPrograms(site, plan));
  await allDone(site, [
    images,
    imageRegistry,
    packages.then(() => startServer(site, redis)),
    programs.then(() => startServer(site, chartMuseum)),
    programs,
    Promise.all([images, imageRegistry, programs]).then(() => raiseChosen(site, engine, plan.cluster)),
  ]);
}

async function raiseChosen(site: Site, engine: Engine, cluster: ClusterChoice | undefined): Promise<void> {
  if (!cluster) return;
  await (cluster === "own" ? raiseCluster(site, engine) : raiseUsersCluster(site, cluster));
  rememberCluster(site.paths, cluster);
}

/** One after the other: they share most of what they compile, and each keeps all cores busy. */
async function buildPrograms({ paths }: Site, plan: Plan): Promise<void> {
  await Promise.all([prepareChartMuseum(paths), fetchPluginSources(paths)]);
  await preparePlugins(paths);
  if (!plan.cluster) return;
  if (plan.cluster === "own") await prepareKubernetes(paths);
  await prepareHelm(paths, plan.cluster === "own" ? undefined : missingMajors());
}

/** Waits for all, and only then throws the first failure: nothing goes on behind the caller's back. */
async function allDone({ report }: Site, tasks: Promise<unknown>[]): Promise<void> {
  let hasFailed = false;
  const failed = () => {
    if (!hasFailed) report("A part failed; waiting for what is under way");
    hasFailed = true;
  };
  for (const task of tasks) task.catch(failed);
  for (const result of await Promise.allSettled(tasks)) if (result.status === "rejected") throw result.reason;
}

/** Says when long work is done and how long it took. */
async function timed(site: Site, title: string, worthSaying: boolean, task: () => Promise<void>): Promise<void> {
  const start = Date.now();
  await task();
  if (worthSaying) site.report(`${title}: done in ${Math.round((Date.now() - start) / 1000)} s`);
}
