import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildProgram, type GoProgram } from "../go.ts";
import { answersHttp } from "../http.ts";
import type { Paths } from "../paths.ts";
import { versions } from "../versions.ts";
import { type Server, serverPart } from "./server.ts";

const source: GoProgram = {
  module: `helm.sh/chartmuseum@v${versions.chartmuseum}`,
  package: "./cmd/chartmuseum",
  version: ["main.Version", versions.chartmuseum],
};

const programOf = (paths: Paths) => join(paths.cache, "programs", `chartmuseum-${versions.chartmuseum}`);

/** A chart repository that refuses to overwrite a chart. */
export const chartMuseum: Server = {
  name: "chartmuseum",
  program: programOf,
  address: (port) => `http://127.0.0.1:${port}`,
  answers: (port) => answersHttp(`http://127.0.0.1:${port}/health`),
  launch: ({ folder, port, auth, settings }) => ({
    // Without an interval the index is made anew for every request, so an uploaded chart is there at once.
    args: [
      "--listen-host=127.0.0.1",
      `--port=${port}`,
      "--storage=local",
      `--storage-local-rootdir=${join(folder, "data")}`,
    ],
    // Not as arguments, which every process can read.
    env: { BASIC_AUTH_USER: auth?.user, BASIC_AUTH_PASS: auth?.password, ...settings },
  }),
};

export const chartMuseumPart = serverPart(chartMuseum, {
  setup: ({ paths }) =>
    existsSync(programOf(paths)) ? [] : [{ title: `build ChartMuseum ${versions.chartmuseum}`, seconds: 60 }],
  prepare: ({ paths }) => buildProgram(paths, source, programOf(paths)),
});
