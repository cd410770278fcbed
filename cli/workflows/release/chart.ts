import { join } from "node:path";
import { preconditionError } from "../../../lib/errors.ts";
import { readChart } from "../../adapters/chart-files.ts";
import { digestOf } from "../../adapters/chart-repository.ts";
import { writeState } from "../../adapters/state.ts";
import type { Project } from "../../core/config/read.ts";
import type { Steps } from "../../core/steps.ts";
import { packageChart, sameContents } from "../../domain/chart/package.ts";
import { type ChartFiles, chartName, missingDependencies, stampChart } from "../../domain/chart/stamp.ts";
import { chartFile } from "../../domain/release/naming.ts";
import type { Release, ReleasedChart } from "../../domain/release/release.ts";
import { localChart } from "../../releases/artifact-stores.ts";
import type { Destinations } from "./destinations.ts";

/** Reads the chart of the checked-out commit; undefined where the project has none. */
export async function readCommittedChart(checkout: string, { config }: Project): Promise<ChartFiles | undefined> {
  const files = await readChart(join(checkout, config.chart.path));
  if (files.size === 0) return undefined;
  const missing = missingDependencies(files);
  if (missing.length === 0) return files;
  throw preconditionError(`the chart's dependencies are not in ${config.chart.path}/charts: ${missing.join(", ")}`, {
    hint: `Run \`helm dependency build ${config.chart.path}\` and commit its charts folder.`,
  });
}

/** Packages the chart with the release's version in it and publishes it, in a chart repository or on this machine. */
export async function provideChart(
  steps: Steps,
  charts: Destinations["charts"],
  files: ChartFiles,
  release: Omit<Release, "chart">,
  { project, env, verifyHeld }: { project: Project; env: NodeJS.ProcessEnv; verifyHeld: () => Promise<void> },
): Promise<ReleasedChart> {
  const name = chartName(files);
  const packaged = packageChart(name, stampChart(files, release));
  const file = chartFile(name, release.version);
  if (!charts) {
    const path = localChart(env, project.config.name, file);
    await steps.change("Keep the chart on this machine", { plan: path, expect: undefined }, async (step) => {
      await writeState(path, packaged);
      step.say(path);
    });
    return { name, repository: undefined, digest: digestOf(packaged) };
  }
  const digest = await steps.change(
    "Package and upload the chart",
    { plan: `POST ${file} to ${charts.url}/api/charts`, expect: digestOf(packaged) },
    async (step) => {
      await verifyHeld();
      const published = await publish(charts, name, release.version, packaged);
      step.say(`${file} in ${charts.url}`);
      return published;
    },
  );
  return { name, repository: charts.url, digest };
}

const attempts = 20;
const pauseMs = 100;

/** Uploads a chart and reads it back; returns the digest of what the server has. Its index may lag behind an upload. */
async function publish(
  { repository, url }: NonNullable<Destinations["charts"]>,
  name: string,
  version: string,
  packaged: Uint8Array,
): Promise<string> {
  const earlier = await repository.download(name, version);
  if (!earlier) await repository.upload(packaged);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const stored = earlier ?? (await repository.download(name, version));
    if (stored && sameContents(stored, packaged)) return digestOf(stored);
    if (stored) {
      throw preconditionError(`${url} has another chart as ${name} ${version}`, {
        hint: "A version is published once: release a higher one, for example with --bump patch.",
      });
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw preconditionError(`${url} took the chart but does not show it`, { hint: "Run the same command again." });
}
