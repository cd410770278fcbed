import { expect } from "vitest";
import type { rendered } from "../cluster/helm.ts";
import type { RuleGroups } from "./promtool.ts";

/** What is off unless somebody asks for it. */
export const monitoring = {
  serviceMonitor: { enabled: true, labels: { release: "prometheus" } },
  alerts: { enabled: true, labels: { release: "prometheus" } },
  dashboards: { enabled: true, annotations: { grafana_folder: "Teams" } },
};

/** All rules of a chart. */
export function rulesOf(manifests: Awaited<ReturnType<typeof rendered>>): RuleGroups {
  const rules = manifests.filter(({ kind }) => kind === "PrometheusRule");
  expect(rules).not.toEqual([]);
  return { groups: rules.flatMap(({ spec }) => (spec as unknown as RuleGroups).groups) };
}

interface Expected {
  at: string;
  alert: string;
  /** Labels beside those of the place, and what the alert says; none where it must not be raised. */
  raised?: { labels?: Record<string, string>; severity: "critical" | "warning"; summary: string };
}

/** One case of promtool: these series, a sample a minute, raise these alerts of the place. */
export const caseOf = (
  name: string,
  place: { namespace: string; service: string },
  series: Record<string, string>,
  expected: Expected[],
): object => ({
  name,
  interval: "1m",
  input_series: Object.entries(series).map(([key, values]) => ({ series: key, values })),
  alert_rule_test: expected.map(({ at, alert, raised }) => ({
    eval_time: at,
    alertname: alert,
    exp_alerts: raised
      ? [
          {
            exp_labels: { severity: raised.severity, ...place, ...raised.labels },
            exp_annotations: { summary: raised.summary },
          },
        ]
      : [],
  })),
});
