import { setImmediate } from "node:timers/promises";
import { preconditionError } from "../../../lib/errors.ts";
import { identityOf } from "../../adapters/git/identity.ts";
import { isDeployed } from "../../adapters/kubernetes/helm-secrets.ts";
import { transitionsOf } from "../../adapters/kubernetes/lease.ts";
import { findNamespace } from "../../adapters/kubernetes/namespace.ts";
import type { Session } from "../../core/session.ts";
import { lastHealthy } from "../../domain/environment/history.ts";
import type { Release } from "../../domain/release/release.ts";
import { accessOf } from "../../releases/access.ts";
import type { PromotionRequest } from "../environment.ts";
import type { Connecting, KubernetesSettings } from "./connection.ts";
import { makePlan, type Plan, writeChart } from "./plan.ts";
import { type Prefetched, prefetch } from "./prefetch.ts";
import { readState, type State } from "./state.ts";
import { readValues, type Values } from "./values.ts";
import { fetchChart, type VerifiedImage, verifyReleased } from "./verify-artifacts.ts";
import { type OpenWatch, openWatch } from "./watch.ts";

/** Where to a version is promoted. */
export interface Where {
  connecting: Connecting;
  settings: KubernetesSettings;
  /** For what Helm reads. */
  folder: string;
}

export interface Found extends State {
  /** Those of the Lease, before the rest was read. */
  transitions: number | undefined;
}

/** What is on its way: whoever needs it waits for it, and hears of its failure. */
export interface Begun {
  release: Release;
  chart: Promise<Uint8Array>;
  values: Promise<Values>;
  identity: Promise<string | undefined>;
  images: Promise<VerifiedImage[]>;
  plan: Promise<Plan>;
  /** What the environment's records say; undefined if its namespace is not there yet. */
  found: Promise<Found | undefined>;
  prefetched: Promise<Prefetched>;
  /** Undefined if nothing seems to change there. It never fails. */
  opened: Promise<OpenWatch | undefined>;
}

/**
 * Begins to read what a promotion needs. Rendering the chart takes longest: Helm is started as soon as the chart is there,
 * and all else is asked while it is at work.
 */
export function begin(
  session: Session,
  request: PromotionRequest,
  { connecting, settings, folder }: Where,
  signal: AbortSignal,
): Begun {
  const { steps } = session;
  const { release, releases, project, valuesOf } = request;
  const { repository } = releases;
  if (!release || !repository) throw preconditionError("only a release in a Git repository can be promoted");
  const { config } = project;
  const reach = { project: config.name, ...accessOf(session) };
  const chart = fetchChart(release, reach);
  const values = readValues(repository, config, settings, { released: release.commit, run: valuesOf });
  const written = Promise.all([chart, values]).then(([packaged, { texts }]) => writeChart(folder, packaged, texts));
  const there = connecting.connection().then(({ cluster, helmRelease }) => isDeployed(cluster, helmRelease));
  // By then Helm has been started.
  const meanwhile = written.then(() => setImmediate());
  const identity = meanwhile.then(() => identityOf(repository));
  const planning = async (): Promise<Plan> => {
    const [helm, { cluster }] = await Promise.all([connecting.helm(), connecting.connection()]);
    const wanted = { release, chart: await written, values: await values, identity, config, folder };
    return makePlan(helm, wanted, { kubernetes: cluster.version, installs: !(await there), signal });
  };
  const plan = planning();
  const images = meanwhile.then(() => verifyReleased(steps, release, reach));
  const found = meanwhile.then(() => findState(connecting));
  const prefetched = meanwhile.then(async () => prefetch((await connecting.connection()).cluster));
  const opened = found.then((state) => follow(connecting, state, request, steps.dryRun)).catch(() => undefined);
  for (const each of [chart, values, there, identity, plan, images, found, prefetched]) each.catch(() => {});
  return { release, chart, values, identity, plan, images, found, prefetched, opened };
}

async function findState(connecting: Connecting): Promise<Found | undefined> {
  const connection = await connecting.connection();
  if ((await findNamespace(connection.cluster)) === "absent") return undefined;
  const transitions = await transitionsOf(connection.cluster, connection.bookkeeping);
  return { ...(await readState(connection)), transitions };
}

/** What a promotion is going to watch, from before it is certain that there will be one. */
async function follow(
  connecting: Connecting,
  found: Found | undefined,
  { release, reapply }: PromotionRequest,
  isDryRun: boolean,
): Promise<OpenWatch | undefined> {
  const isNew = reapply || (found && lastHealthy(found.history)?.version !== release?.version);
  if (!found || !isNew || isDryRun) return undefined;
  return openWatch((await connecting.connection()).cluster, []);
}
