import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { livingPid, startDaemon, stopDaemon } from "../daemon.ts";
import { buildProgram, type GoProgram } from "../go.ts";
import { answersHttp } from "../http.ts";
import type { Paths } from "../paths.ts";
import { choosePort, rememberedPort } from "../ports.ts";
import type { Site } from "../site.ts";
import { versions } from "../versions.ts";
import type { Credentials, Work } from "./part.ts";

const source: GoProgram = {
  module: "helm.sh/chartmuseum",
  version: `v${versions.chartmuseum}`,
  package: "./cmd/chartmuseum",
  versionVariable: "main.Version",
  versionText: versions.chartmuseum,
};

const programOf = (paths: Paths): string => join(paths.cache, "programs", `chartmuseum-${versions.chartmuseum}`);

export const chartMuseumWork = (paths: Paths): Work[] =>
  existsSync(programOf(paths)) ? [] : [{ title: `build ChartMuseum ${versions.chartmuseum}`, seconds: 60 }];

export const prepareChartMuseum = (paths: Paths): Promise<void> => buildProgram(source, programOf(paths));

export const chartMuseumAddress = ({ paths }: Site, name = "chartmuseum"): string | undefined => {
  const port = rememberedPort(paths, name);
  return port ? `http://127.0.0.1:${port}` : undefined;
};

/** Starts ChartMuseum, or another one under a name of its own, that refuses to overwrite a chart. */
export async function startChartMuseum(site: Site, name = "chartmuseum", auth?: Credentials): Promise<void> {
  const { paths } = site;
  const address = chartMuseumAddress(site, name);
  if (livingPid(paths, name) && address && (await answersHttp(`${address}/health`))) return;
  await stopDaemon(paths, name);
  site.report(`${name}: starting`);
  const port = await choosePort(paths, name, site.report);
  const data = join(paths.state, name, "data");
  mkdirSync(data, { recursive: true });
  await startDaemon(paths, {
    name,
    command: programOf(paths),
    // Without an interval the index is made anew for every request, so an uploaded chart is there at once.
    args: ["--listen-host=127.0.0.1", `--port=${port}`, "--storage=local", `--storage-local-rootdir=${data}`],
    // Not as arguments, which every process can read.
    env: { BASIC_AUTH_USER: auth?.user, BASIC_AUTH_PASS: auth?.password },
    ready: () => answersHttp(`http://127.0.0.1:${port}/health`),
  });
}
