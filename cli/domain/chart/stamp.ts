import { type Document, isMap, parseDocument } from "yaml";
import { preconditionError } from "../../../lib/errors.ts";
import type { Release } from "../release/release.ts";

/** A chart's files by path below its folder. */
export type ChartFiles = Map<string, Uint8Array>;

/** Annotations of Chart.yaml that tie a packaged chart to its release. */
const chartAnnotations = {
  commit: "chatops.dev/commit",
  image: "chatops.dev/image",
} as const;

type Unstamped = Pick<Release, "version" | "commit" | "image">;

/** The chart's files with the release's version, image and commit in them; comments and order stay as they are. */
export function stampChart(files: ChartFiles, release: Unstamped): ChartFiles {
  const stamped = new Map(files);
  stamped.set(
    "Chart.yaml",
    edit(files, "Chart.yaml", (chart) => stampMetadata(chart, release)),
  );
  stamped.set(
    "values.yaml",
    edit(files, "values.yaml", (values) => stampImage(values, release)),
  );
  return stamped;
}

/** Name of the chart, from its Chart.yaml. */
export function chartName(files: ChartFiles): string {
  const name = parse(files, "Chart.yaml").get("name");
  if (typeof name !== "string" || name === "") throw preconditionError("the chart's Chart.yaml has no name");
  return name;
}

/** Charts named under `dependencies` that `helm dependency build` has not put into charts/. */
export function missingDependencies(files: ChartFiles): string[] {
  const { dependencies } = parse(files, "Chart.yaml").toJS() as { dependencies?: { name: string }[] };
  const names = (dependencies ?? []).map(({ name }) => name);
  return names.filter((name) => ![...files.keys()].some((path) => isVendored(name, path)));
}

/** `charts/redis/…` or `charts/redis-1.2.3.tgz`, but not `charts/redis-cluster-1.2.3.tgz`. */
const isVendored = (name: string, path: string) =>
  path.startsWith(`charts/${name}/`) || (path.startsWith(`charts/${name}-`) && /^\d/.test(path.slice(name.length + 8)));

function stampMetadata(chart: Document, { version, commit, image }: Unstamped): void {
  chart.set("version", version);
  chart.set("appVersion", version);
  setBelow(chart, "Chart.yaml", "annotations", {
    [chartAnnotations.commit]: commit,
    [chartAnnotations.image]: `${image.repository}:${version}@${image.digest ?? image.id}`,
  });
}

function stampImage(values: Document, { version, image }: Unstamped): void {
  const stamped = { repository: image.repository, tag: version, digest: image.digest ?? "" };
  setBelow(values, "values.yaml", "image", stamped);
}

/** Sets keys below `parent`, which may be missing or empty as yet. */
function setBelow(document: Document, path: string, parent: string, values: Record<string, string>): void {
  const found = document.get(parent);
  if (found === undefined) document.set(parent, document.createNode({}));
  else if (!isMap(found)) {
    throw preconditionError(`\`${parent}\` of the chart's ${path} must be keys and values`, {
      hint: "chatops stamps a release there: `image.repository`, `image.tag` and `image.digest` are what templates read.",
    });
  }
  for (const [key, value] of Object.entries(values)) document.setIn([parent, key], value);
}

function edit(files: ChartFiles, path: string, change: (document: Document) => void): Uint8Array {
  const document = parse(files, path);
  change(document);
  return new TextEncoder().encode(document.toString({ lineWidth: 0 }));
}

function parse(files: ChartFiles, path: string): Document {
  const bytes = files.get(path);
  if (!bytes) {
    throw preconditionError(`the chart has no ${path}`, {
      hint: "Check `chart.path` in chatops.yaml, or let `chatops import` write a chart.",
    });
  }
  const document = parseDocument(new TextDecoder().decode(bytes));
  const [error] = document.errors;
  if (error) throw preconditionError(`the chart's ${path} is not valid YAML: ${error.message}`);
  if (document.contents !== null && !isMap(document.contents)) {
    throw preconditionError(`the chart's ${path} must be keys and values`);
  }
  return document;
}
