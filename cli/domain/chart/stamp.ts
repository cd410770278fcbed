import { type Document, parseDocument } from "yaml";
import { preconditionError } from "../../core/errors.ts";
import type { Release } from "../release/record.ts";

/** A chart's files by path below its folder. */
export type ChartFiles = Map<string, Uint8Array>;

/** Annotations of Chart.yaml that tie a packaged chart to its release. */
export const chartAnnotations = {
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
  const { dependencies = [] } = parse(files, "Chart.yaml").toJS() as { dependencies?: { name: string }[] };
  const vendored = [...files.keys()].filter((path) => path.startsWith("charts/"));
  return dependencies
    .map(({ name }) => name)
    .filter((name) => !vendored.some((path) => path.startsWith(`charts/${name}`)));
}

function stampMetadata(chart: Document, { version, commit, image }: Unstamped): void {
  chart.set("version", version);
  chart.set("appVersion", version);
  chart.setIn(["annotations", chartAnnotations.commit], commit);
  chart.setIn(["annotations", chartAnnotations.image], `${image.repository}:${version}@${image.digest ?? image.id}`);
}

function stampImage(values: Document, { version, image }: Unstamped): void {
  values.setIn(["image", "repository"], image.repository);
  values.setIn(["image", "tag"], version);
  values.setIn(["image", "digest"], image.digest ?? "");
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
  return document;
}
