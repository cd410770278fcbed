/** A counter or a value that Prometheus reads. */
export interface Family {
  name: string;
  type: "counter" | "gauge" | "histogram";
  help: string;
  samples: readonly Sample[];
}

interface Sample {
  /** Behind the family's name: `_bucket`, `_sum`, `_count`. */
  suffix?: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** Families in Prometheus' text format. */
export const exposition = (families: readonly Family[]): string =>
  families
    .flatMap(({ name, type, help, samples }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(({ suffix = "", labels, value }) => `${name}${suffix}${labelsOf(labels)} ${value}`),
    ])
    .map((line) => `${line}\n`)
    .join("");

function labelsOf(labels: Sample["labels"]): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

const escaped = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

/** Counts by labels. */
export interface Counter {
  add(labels: Readonly<Record<string, string>>): void;
  samples(): Sample[];
}

export function counter(): Counter {
  const counts = new Map<string, Sample>();
  return {
    add(labels) {
      const key = JSON.stringify(labels);
      counts.set(key, { labels, value: (counts.get(key)?.value ?? 0) + 1 });
    },
    samples: () => [...counts.values()],
  };
}

/** Counts how many values are at most as large as each bound, by labels. */
export interface Histogram {
  observe(labels: Readonly<Record<string, string>>, value: number): void;
  samples(): Sample[];
}

interface Observed {
  labels: Readonly<Record<string, string>>;
  sum: number;
  count: number;
  below: number[];
}

export function histogram(bounds: readonly number[]): Histogram {
  const all = new Map<string, Observed>();
  return {
    observe(labels, value) {
      const key = JSON.stringify(labels);
      const seen = all.get(key) ?? { labels, sum: 0, count: 0, below: bounds.map(() => 0) };
      const below = seen.below.map((count, index) => count + Number(value <= (bounds[index] ?? 0)));
      all.set(key, { labels, sum: seen.sum + value, count: seen.count + 1, below });
    },
    samples: () => [...all.values()].flatMap((seen) => samplesOf(seen, bounds)),
  };
}

const samplesOf = ({ labels, sum, count, below }: Observed, bounds: readonly number[]): Sample[] => [
  ...bounds.map((bound, index) => ({
    suffix: "_bucket",
    labels: { ...labels, le: String(bound) },
    value: below[index] ?? 0,
  })),
  { suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: count },
  { suffix: "_sum", labels, value: sum },
  { suffix: "_count", labels, value: count },
];
