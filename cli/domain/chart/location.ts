import { usageError } from "../../../lib/errors.ts";
import type { ChartLocation } from "../../core/config/chart-repository.ts";
import { isOfRepository } from "../image/reference.ts";

/** Name of a chart in a registry, without tag: `oci://ghcr.io/team/charts` → `ghcr.io/team/charts/chat`. */
export function ociRepository(url: string, chart: string): string {
  const folder = url.slice("oci://".length).replace(/\/$/, "");
  // Helm logs in to Docker Hub by this name, docker by the other.
  return `${folder.replace(/^registry-1\.docker\.io(?=\/|$)/, "docker.io")}/${chart}`;
}

/** The tag of a version: tags have no `+`, so Helm writes `_`. */
export const ociTag = (version: string): string => version.replaceAll("+", "_");

/** Registries take no others. */
const nameInRegistry = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;

/** Throws if no registry could hold a chart of this name: Helm takes capital letters, and others, until it is pushed. */
export function verifyChartName({ kind, url }: ChartLocation, chart: string): void {
  if (kind !== "oci" || nameInRegistry.test(chart)) return;
  const suggested = chart.toLowerCase().replace(/[^a-z0-9._-]+/g, "-");
  throw usageError(`a registry such as ${url} holds no chart that is called ${chart}`, {
    hint: `Names there are lower-case letters, digits and single separators: call it ${nameInRegistry.test(suggested) ? suggested : "otherwise"} in Chart.yaml, or publish charts elsewhere.`,
  });
}

/** Throws if a chart and the project's image would take each other's tags. */
export function verifyApart({ kind, url }: ChartLocation, chart: string, image: string): void {
  if (kind !== "oci" || !isOfRepository(ociRepository(url, chart), image)) return;
  throw usageError(`the chart ${chart} in ${url} and the image ${image} have one name, so each would replace the other`, {
    hint: `Give charts a path of their own, such as \`repository: ${url.replace(/\/$/, "")}/charts\`.`,
  });
}
