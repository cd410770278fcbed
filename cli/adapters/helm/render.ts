import { type Failure, preconditionError } from "../../../lib/errors.ts";
import { ProcessFailure } from "../../../lib/processes.ts";
import { runProgram } from "../../core/programs.ts";
import { type StoredHook, withHooks } from "../../domain/promotion/stored-hooks.ts";
import {
  type Helm,
  type HelmChart,
  lossOf,
  type Running,
  read,
  type Upgrading,
  upgradeArgs,
  valuesArgs,
} from "./program.ts";
import { removedKinds } from "./removed-kinds.ts";
import { usualKinds } from "./usual-kinds.ts";

/** Making manifests may be a lot of work. */
const renderMs = 60_000;

interface Rendering {
  /** Version of the cluster's Kubernetes. */
  kubernetes: string | undefined;
  running: Running;
}

/**
 * The manifests that Helm would apply now, hooks included and tests left out: with what `lookup` finds in the cluster, and
 * as the installation or upgrade that it would be. Throws with Helm's words if it would make none.
 */
export async function preview(
  helm: Helm,
  { file, values }: HelmChart,
  { installs, ...rendering }: Rendering & Upgrading,
): Promise<string> {
  const { name, env } = helm;
  const args = [...upgradeArgs(name, { file, values, installs }), ...asking];
  try {
    return manifestIn(await read(args, env, rendering.running, renderMs));
  } catch (error) {
    if (!hasAnswered(error)) throw error;
    const lost = lossOf(error);
    if (lost) throw lost;
    const removed = removedKinds(helm, error);
    if (removed) throw removed;
    // What `lookup` finds is what Helm will see, too.
    if (isInterrupted(error) || isUnreadable(error))
      return template(helm, { file, values }, rendering, "--dry-run=server");
    throw refused(name, error);
  }
}

const asking = ["--dry-run=server", "--output", "json"];

/** A revision that is pending, or half uninstalled, may be what a killed run left. */
const isInterrupted = ({ stderr }: ProcessFailure): boolean =>
  /another operation|has no deployed releases/.test(stderr);

/**
 * What Helm refuses although it can make the manifests: kinds that the chart brings itself, objects of somebody else, and
 * to look at what may not be read, of which the preflight names all.
 */
const isUnreadable = ({ stderr }: ProcessFailure): boolean =>
  /no matches for kind|exists and cannot be imported|already exists|is forbidden/.test(stderr);

/** Helm ended with an error of its own, whatever it asked. */
const hasAnswered = (error: unknown): error is ProcessFailure =>
  error instanceof ProcessFailure && error.exitCodeOfProcess !== undefined;

function manifestIn(text: string): string {
  const { manifest = "", hooks }: { manifest?: string; hooks?: StoredHook[] | null } = JSON.parse(text);
  return withHooks(manifest, hooks);
}

/** Compares with nothing that is there; with `--dry-run=server`, `lookup` finds what the cluster has. */
async function template(
  helm: Pick<Helm, "name" | "env">,
  chart: HelmChart,
  rendering: Rendering,
  ...mode: string[]
): Promise<string> {
  const { name, env } = helm;
  const { kubernetes, running } = rendering;
  const version = kubernetes ? ["--kube-version", kubernetes] : [];
  const known = mode.length > 0 ? [] : ["--api-versions", usualKinds];
  const args = [
    "template",
    name,
    chart.file,
    ...valuesArgs(chart.values),
    ...mode,
    ...version,
    ...known,
    "--skip-tests",
  ];
  try {
    const { stdout } = await runProgram("helm", args, { ...running, env, timeoutMs: renderMs });
    return stdout;
  } catch (error) {
    if (!hasAnswered(error)) throw error;
    if (mode.length > 0 && isUnreadable(error)) return template(helm, chart, rendering);
    throw (mode.length > 0 && lossOf(error)) || refused(name, error);
  }
}

/** The manifests that a chart makes of these values without a cluster. Throws with Helm's words if it makes none. */
export const renderAlone = (helm: Pick<Helm, "name" | "env">, chart: HelmChart, running: Running): Promise<string> =>
  template(helm, chart, { kubernetes: undefined, running });

/** The definitions in `crds/` of a chart and its subcharts, which stand beside its manifests. */
export async function bundledDefinitions({ env }: Helm, file: string, running: Running): Promise<string> {
  return (await runProgram("helm", ["show", "crds", file], { ...running, env, timeoutMs: renderMs })).stdout;
}

const refused = (name: string, error: ProcessFailure): Failure =>
  preconditionError(`Helm makes no manifests of the chart ${name} and the environment's values`, {
    details: error.details,
    hint: /requires kubeVersion/.test(error.stderr)
      ? "Promote it to a cluster of that version, or widen `kubeVersion` in Chart.yaml and release again; a vendor's version, such as v1.34.4-gke.1, needs a bound with `-0` behind it."
      : "Correct the values and push them, or correct the chart and release again.",
    cause: error,
  });
