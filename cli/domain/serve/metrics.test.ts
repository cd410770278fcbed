import { expect, test } from "vitest";
import { counter, exposition, histogram } from "./metrics.ts";

test("counts are written as Prometheus reads them, whatever a label holds", () => {
  const runs = counter();
  runs.add({ repository: "shop", outcome: "done" });
  runs.add({ repository: "shop", outcome: "done" });
  runs.add({ repository: 'a"b\\c\nd', outcome: "failed" });
  const family = { name: "runs_total", type: "counter", help: "Runs.", samples: runs.samples() } as const;
  expect(exposition([family])).toBe(
    [
      "# HELP runs_total Runs.",
      "# TYPE runs_total counter",
      'runs_total{repository="shop",outcome="done"} 2',
      'runs_total{repository="a\\"b\\\\c\\nd",outcome="failed"} 1',
      "",
    ].join("\n"),
  );
});

test("a value without labels has no braces", () => {
  const samples = [{ labels: {}, value: 3 }];
  expect(exposition([{ name: "waiting", type: "gauge", help: "Waiting.", samples }])).toContain("\nwaiting 3\n");
});

test("a histogram counts each value in all buckets above it", () => {
  const seconds = histogram([1, 10]);
  for (const value of [0.5, 1, 5, 50]) seconds.observe({ repository: "shop" }, value);
  const samples = exposition([{ name: "s", type: "histogram", help: "S.", samples: seconds.samples() }]);
  expect(samples.split("\n").slice(2, 7)).toEqual([
    's_bucket{repository="shop",le="1"} 2',
    's_bucket{repository="shop",le="10"} 3',
    's_bucket{repository="shop",le="+Inf"} 4',
    's_sum{repository="shop"} 56.5',
    's_count{repository="shop"} 4',
  ]);
});
