/** The types by which Helm knows a chart in a registry: https://helm.sh/docs/topics/registries/ */
export const chartTypes = {
  config: "application/vnd.cncf.helm.config.v1+json",
  content: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
} as const;

/** What Chart.yaml says. */
export interface ChartMetadata {
  name?: string;
  version?: string;
  description?: string;
  home?: string;
  sources?: string[];
  maintainers?: { name?: string; email?: string }[];
  annotations?: Record<string, string>;
}

const prefix = "org.opencontainers.image";

/** The annotations that Helm gives a chart's manifest: those of the chart, and what else others show of it. */
export function ociAnnotations(chart: ChartMetadata, created: Date): Record<string, string> {
  const authors = chart.maintainers?.map(({ name = "", email }) => (email ? `${name} (${email})` : name)).join(", ");
  const known = {
    [`${prefix}.description`]: chart.description,
    [`${prefix}.url`]: chart.home,
    [`${prefix}.created`]: `${created.toISOString().slice(0, "2026-11-29T10:00:00".length)}Z`,
    [`${prefix}.source`]: chart.sources?.[0],
    [`${prefix}.authors`]: authors,
    ...chart.annotations,
    [`${prefix}.title`]: chart.name,
    [`${prefix}.version`]: chart.version,
  };
  return Object.fromEntries(Object.entries(known).flatMap(([key, value]) => (value?.trim() ? [[key, value]] : [])));
}
