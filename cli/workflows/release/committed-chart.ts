import { readFile, writeFile } from "node:fs/promises";
import { join, normalize } from "node:path";
import { preconditionError } from "../../../lib/errors.ts";
import { stageChart } from "../../adapters/chart-files.ts";
import { isHelmInstalled } from "../../adapters/helm/program.ts";
import type { Config } from "../../core/config/schema.ts";
import type { Session } from "../../core/session.ts";
import { doubledKeys } from "../../domain/chart/doubled-keys.ts";
import { chartName, isLibrary, missingSubcharts, staleSubcharts, unpackChart } from "../../domain/chart/package.ts";
import { stampMetadata, stampValues, type Unstamped } from "../../domain/chart/stamp.ts";
import { isChartUsed } from "../../domain/chart/use.ts";
import { accessOf } from "../../releases/access.ts";
import { type ChartFolder, openChartFolder, packageCopy } from "./chart-folder.ts";
import { findImageValues } from "./chart-image.ts";
import type { Checkout } from "./checkout.ts";

/** The chart of a commit, of which Helm makes a package. */
export interface CommittedChart {
  name: string;
  /** Packages it as this release: version, commit and images stand in it, and nothing else of it is changed. */
  packageAs(release: Unstamped): Promise<Uint8Array>;
}

/**
 * Reads the chart of a commit as Helm does; undefined if there is none. Throws if Helm makes no package of it, if anything is
 * missing in that, or if it cannot be told which image to run.
 */
export async function readCommittedChart(
  session: Session,
  config: Config,
  checkout: Checkout,
  provisional: Unstamped,
): Promise<CommittedChart | undefined> {
  const { steps, env } = session;
  const path = normalize(`${checkout.prefix}${config.chart.path}`);
  const folder = await openChartFolder(checkout.root, checkout.scratch, accessOf(session));
  if (!(await stageChart(folder.root, path, folder.copies))) {
    steps.warn(`no chart: ${config.chart.path} is not in the commit`, "`chatops import` writes one.");
    return undefined;
  }
  if (!isChartUsed(config) && !(await isHelmInstalled(env, steps.signal))) {
    steps.warn(
      "this release has no chart, since Helm is not installed",
      "Compose needs none; for a cluster install Helm 3 or 4.",
    );
    return undefined;
  }
  return stampedChart(session, { config, checkout, folder, path }, provisional);
}

interface Found {
  config: Config;
  checkout: Checkout;
  folder: ChartFolder;
  path: string;
}

/** Packages the chart once as it will be, but for the image's digest: all that can be wrong with it is found before anything is built. */
async function stampedChart(
  session: Session,
  { config, checkout, folder, path }: Found,
  provisional: Unstamped,
): Promise<CommittedChart> {
  const place = join(folder.copies, path);
  const [metadata, values = ""] = await Promise.all([readText(place, "Chart.yaml"), readText(place, "values.yaml")]);
  if (metadata === undefined) throw noChart(path);
  for (const { line, text } of doubledKeys(values))
    session.steps.warn(`${path}/values.yaml:${line} has a key once more, and Helm takes the last one: ${text}`);
  const write = (name: string, text: string) => writeFile(join(place, name), text);
  await write("Chart.yaml", stampMetadata(metadata, provisional));
  const file = join(checkout.scratch, "chart.tgz");
  const packaged = await packageCopy(folder, path);
  await writeFile(file, packaged);
  const files = unpackChart(packaged);
  if (isLibrary(files) && isChartUsed(config)) throw notInstallable(path);
  verifyComplete(path, missingSubcharts(files));
  const stale = staleSubcharts(files);
  if (stale.length > 0)
    session.steps.warn(
      `${path}/charts has ${stale.join(", ")}, as the lock file says; Helm takes what is there`,
      `Run \`helm dependency build ${path}\` and commit ${path}/charts.`,
    );
  const imageValues = await findImageValues({ session, config, checkout, file, files, release: provisional });
  stampValues(values, imageValues(provisional));
  return {
    name: chartName(files),
    async packageAs(release) {
      await write("Chart.yaml", stampMetadata(metadata, release));
      await write("values.yaml", stampValues(values, imageValues(release)));
      return packageCopy(folder, path);
    },
  };
}

/** Every byte of it, a mark at its start included. */
async function readText(place: string, name: string): Promise<string | undefined> {
  const bytes = await readFile(join(place, name)).catch(() => undefined);
  return bytes && new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

const noChart = (path: string) =>
  preconditionError(`${path} has no Chart.yaml`, {
    hint: "Check `chart.path` in chatops.yaml, or let `chatops import` write a chart.",
  });

const notInstallable = (path: string) =>
  preconditionError(`${path} is a library chart, which lends its templates to others, and Helm installs none`, {
    hint: "Name the chart that runs the image in chatops.yaml as `chart.path`, or take `type: library` out of Chart.yaml.",
  });

function verifyComplete(path: string, missing: readonly string[]): void {
  const [first] = missing;
  if (first === undefined) return;
  throw preconditionError(
    `subcharts of the chart ${path} lack what they depend on: ${[...new Set(missing)].join("; ")}`,
    {
      hint: `Helm leaves it out without a word. Run \`helm dependency build ${path}/${first.split(":")[0]}\` and commit its charts folder.`,
    },
  );
}
