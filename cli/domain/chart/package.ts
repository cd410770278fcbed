import { gunzipSync } from "node:zlib";
import { Header, Pax } from "tar";
import { type Metadata, metadataIn, nameIn } from "./metadata.ts";

/** A chart's files by path below its folder. */
export type ChartFiles = Map<string, Uint8Array>;

const blockSize = 512;

/** Whether two packaged charts hold the same files, whatever their compression, order and times: Helm 3 writes the time into each. */
export function sameContents(a: Uint8Array, b: Uint8Array): boolean {
  const left = unpackChart(a);
  const right = unpackChart(b);
  if (left.size !== right.size) return false;
  return [...left].every(([path, content]) => {
    const other = right.get(path);
    return other !== undefined && Buffer.compare(content, other) === 0;
  });
}

/** The files of a packaged chart by path, without the leading chart name. */
export function unpackChart(packaged: Uint8Array): ChartFiles {
  const archive = gunzipSync(packaged);
  const files: ChartFiles = new Map();
  let extended: Pax | undefined;
  for (let offset = 0; offset + blockSize <= archive.length; ) {
    const { path, size = 0, type, nullBlock } = new Header(archive, offset, extended);
    if (nullBlock || !path) break;
    const start = offset + blockSize;
    const content = archive.subarray(start, start + size);
    // A name that the header has no room for, or that is not plain ASCII, stands in an entry before.
    extended = type === "ExtendedHeader" ? Pax.parse(content.toString()) : undefined;
    if (type === "File") files.set(path.slice(path.indexOf("/") + 1), content);
    offset = start + Math.ceil(size / blockSize) * blockSize;
  }
  return files;
}

/** Name of a packaged chart. */
export const chartName = (files: ChartFiles): string => nameIn(textOf(files, "Chart.yaml")) ?? "";

/** Whether it only lends its templates to others: Helm installs no such chart. */
export const isLibrary = (files: ChartFiles): boolean => metadataOf(files, "Chart.yaml").type === "library";

/** Repositories that the dependencies of a chart are taken from, as its files name them. */
export function repositoriesOf(files: ChartFiles): string[] {
  const all = ["Chart.yaml", "requirements.yaml", "Chart.lock", "requirements.lock"].flatMap((path) =>
    dependenciesIn(files, path),
  );
  return [...new Set(all.flatMap(({ repository }) => repository ?? []))];
}

/**
 * Charts that a packaged chart's subcharts depend on and that are not in it, as `charts/web: redis`. Helm looks at the first
 * level only, and leaves out the others without a word.
 */
export function missingSubcharts(files: ChartFiles): string[] {
  const folders = [...files.keys()].flatMap((path) => /^(.*\/)?Chart\.yaml$/.exec(path)?.[1] ?? []);
  return folders.flatMap((folder) => {
    const there = folders.filter((other) => other.startsWith(`${folder}charts/`));
    const names = there.map((other) => metadataOf(files, `${other}Chart.yaml`).name);
    const needed = ["Chart.yaml", "requirements.yaml"].flatMap((path) => dependenciesIn(files, `${folder}${path}`));
    const missing = needed.filter(({ name }) => !names.includes(name));
    return missing.map(({ name }) => `${folder.slice(0, -1)}: ${name}`);
  });
}

/**
 * Subcharts in a packaged chart that are of another version than its lock file says, as `redis 17.0.0 instead of 18.1.0`. Helm
 * takes what lies in the charts folder, and does not look at the version.
 */
export function staleSubcharts(files: ChartFiles): string[] {
  const locked = ["Chart.lock", "requirements.lock"].flatMap((path) => dependenciesIn(files, path));
  const there = [...files.keys()]
    .filter((path) => /^charts\/[^/]+\/Chart\.yaml$/.test(path))
    .map((path) => metadataOf(files, path));
  return locked.flatMap(({ name, version }) => {
    const versions = there.filter((chart) => chart.name === name).map((chart) => plain(chart.version));
    const isStale = versions.length > 0 && version !== undefined && !versions.includes(plain(version));
    return isStale ? `${name} ${versions.join(", ")} instead of ${version}` : [];
  });
}

const plain = (version: unknown): string => String(version).replace(/^v/, "");

const dependenciesIn = (files: ChartFiles, path: string) => metadataOf(files, path).dependencies ?? [];

const metadataOf = (files: ChartFiles, path: string): Metadata => metadataIn(textOf(files, path));

const textOf = (files: ChartFiles, path: string): string => new TextDecoder().decode(files.get(path));
