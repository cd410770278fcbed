import { type Failure, preconditionError } from "../../../lib/errors.ts";
import { ProcessFailure } from "../../../lib/processes.ts";
import { runProgram } from "../../core/programs.ts";
import { type StoredHook, withHooks } from "../../domain/promotion/stored-hooks.ts";
import { type Helm, type HelmChart, type Running, read, valuesArgs } from "./program.ts";

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
export async function preview(helm: Helm, { file, values }: HelmChart, rendering: Rendering): Promise<string> {
  const { name, env } = helm;
  const args = ["upgrade", name, file, "--install", "--reset-values", ...valuesArgs(values), "--dry-run=server"];
  try {
    return manifestIn(await read([...args, "--output", "json"], env, rendering.running, renderMs));
  } catch (error) {
    if (!hasAnswered(error)) throw error;
    if (isUnreadable(error)) return template(helm, { file, values }, rendering);
    throw refused(name, error);
  }
}

/**
 * What Helm refuses although it can make the manifests: kinds that the chart brings itself, objects of somebody else, and
 * a revision that is pending, which may be what a killed run left.
 */
const isUnreadable = ({ stderr }: ProcessFailure): boolean =>
  /ensure CRDs are installed first|exists and cannot be imported|already exists|another operation/.test(stderr);

/** Helm ended with an error of its own, whatever it asked. */
const hasAnswered = (error: unknown): error is ProcessFailure =>
  error instanceof ProcessFailure && error.exitCodeOfProcess !== undefined;

function manifestIn(text: string): string {
  const { manifest = "", hooks }: { manifest?: string; hooks?: StoredHook[] | null } = JSON.parse(text);
  return withHooks(manifest, hooks);
}

/** Asks the cluster for what `lookup` finds there, and compares with nothing of it. */
async function template({ name, env }: Helm, chart: HelmChart, { kubernetes, running }: Rendering): Promise<string> {
  const version = kubernetes ? ["--kube-version", kubernetes] : [];
  const args = [
    "template",
    name,
    chart.file,
    ...valuesArgs(chart.values),
    "--dry-run=server",
    ...version,
    "--skip-tests",
  ];
  try {
    const { stdout } = await runProgram("helm", args, { ...running, env, timeoutMs: renderMs });
    return stdout;
  } catch (error) {
    throw hasAnswered(error) ? refused(name, error) : error;
  }
}

const refused = (name: string, error: ProcessFailure): Failure =>
  preconditionError(`Helm makes no manifests of the chart ${name} and the environment's values`, {
    details: error.details,
    hint: "Correct the values and push them, or correct the chart and release again.",
    cause: error,
  });
