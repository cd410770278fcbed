import { preconditionError } from "../../../lib/errors.ts";
import type { ChartVersion } from "../../domain/chart/repository-index.ts";
import { chartFile } from "../../domain/release/naming.ts";
import { type HttpRepository, verifyTaken } from "./http-repository.ts";
import type { ChartStore } from "./store.ts";

/** A repository that takes a chart as a file by PUT and makes the index itself: Nexus, Artifactory. */
export function putCharts(repository: HttpRepository): ChartStore {
  const { url, ask, reading } = repository;
  const fileOf = ({ name, version }: ChartVersion) => `${url}/${chartFile(name, version)}`;
  return {
    ...reading,
    planOf: (chart) => `PUT ${fileOf(chart)}`,
    async verifyWriteRight(name) {
      await repository.verifyReadRight(name);
      const status = await repository.statusOfPut(fileOf({ name, version: "0.0.0" }));
      if (status !== undefined && takingNone.includes(status)) throw takesNone(url);
    },
    async upload(chart, packaged) {
      // Servers that know it never replace a file so; the others are asked before.
      const headers = { "content-type": "application/gzip", "if-none-match": "*" };
      const reply = await ask(fileOf(chart), { method: "PUT", headers, body: Buffer.from(packaged) });
      verifyTaken(url, reply, packaged.length);
    },
  };
}

/** Moved, not found, not allowed. */
const takingNone = [301, 302, 307, 308, 404, 405];

const takesNone = (url: string) =>
  preconditionError(`the chart repository ${url} takes no files by PUT`, {
    hint: "Check `chart.repository` in chatops.yaml: it must be the URL of a hosted repository as the server has it now, https:// included.",
  });
