import { describe, expect, test } from "vitest";
import { chartOf, rendered } from "../../../testing/cluster/helm.ts";
import { exampleFiles } from "../../../testing/fixtures/examples.ts";
import { express, typescriptWithRedis } from "../../../testing/fixtures/sample-projects.ts";
import { panelsOf } from "../../../testing/monitoring/dashboard.ts";
import { measuredPrograms, startProgram } from "../../../testing/monitoring/measured-programs.ts";
import { answerAll } from "../../../testing/monitoring/panels.ts";
import { startPrometheus } from "../../../testing/monitoring/prometheus.ts";
import { checkMetrics, checkRules, testRules } from "../../../testing/monitoring/promtool.ts";
import { caseOf, monitoring, rulesOf } from "../../../testing/monitoring/rules.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";

needs("helm", "prometheus", "python3");

const place = { namespace: "default", service: "shop" };
const own = 'namespace="default",service="shop"';
const pod = "shop-7d9f8c6b5d-x2x4z";
const container = `namespace="default",pod="${pod}",container="shop"`;

/** Sixty requests a minute, six of them errors, all of them slow; by the name of the series, and the label of the status. */
const traffic = (base: string, labels: string, status: string, count = `${base}_count`) => ({
  [`${count}{${labels},${status}="200"}`]: "0+54x30",
  [`${count}{${labels},${status}="404"}`]: "0+6x30",
  [`${base}_bucket{${labels},${status}="200",le="1"}`]: "0+0x30",
  [`${base}_bucket{${labels},${status}="200",le="5"}`]: "0+60x30",
  [`${base}_bucket{${labels},${status}="200",le="+Inf"}`]: "0+60x30",
});

/** By whom HTTP is measured, and how it calls that. */
const measured = {
  "prom-client": traffic("http_request_duration_seconds", own, "status_code"),
  "Go's promhttp": traffic("http_request_duration_seconds", own, "code", "http_requests_total"),
  Micrometer: traffic("http_server_requests_seconds", own, "status"),
  OpenTelemetry: traffic("http_server_request_duration_seconds", own, "http_response_status_code"),
  "ingress-nginx": traffic(
    "nginx_ingress_controller_request_duration_seconds",
    'exported_namespace="default",namespace="ingress",ingress="shop"',
    "status",
    "nginx_ingress_controller_requests",
  ),
  Traefik: traffic(
    "traefik_service_request_duration_seconds",
    'exported_service="default-shop-http@kubernetes",service="traefik"',
    "code",
    "traefik_service_requests_total",
  ),
};

const errors = "shop in default answers 10% of its requests with an error.";
const slow = "shop in default takes 4.8s for the slowest of twenty requests.";

describe("the alerts of the chart", () => {
  const rules = async () => rulesOf(await rendered(3, await chartOf(typescriptWithRedis), { monitoring }));

  test("are in order, whatever is turned on", async () => {
    expect(await checkRules(await rules())).toContain("SUCCESS");
    const alone = { monitoring: { alerts: { enabled: true } } };
    for (const files of [express, exampleFiles("node", "postgres-worker")]) {
      expect(await checkRules(rulesOf(await rendered(3, await chartOf(files), alone)))).toContain("SUCCESS");
    }
  });

  test("are raised by errors and slow answers, whoever tells of them", async () => {
    const expected = [
      { at: "20m", alert: "ServiceErrors", raised: { severity: "warning" as const, summary: errors } },
      { at: "20m", alert: "ServiceSlow", raised: { severity: "warning" as const, summary: slow } },
      { at: "2m", alert: "ServiceErrors" },
    ];
    const cases = Object.entries(measured).map(([by, series]) => caseOf(by, place, series, expected));
    await testRules(await rules(), cases);
  });

  test("are raised by what is down, full, or started again and again, and by nothing else", async () => {
    const well = {
      [`up{${own},pod="${pod}"}`]: "1x30",
      'kube_deployment_status_replicas_available{namespace="default",deployment="shop"}': "3x30",
      'kube_statefulset_status_replicas_ready{namespace="default",statefulset="shop-redis"}': "1x30",
      [`container_memory_working_set_bytes{${container}}`]: "50x30",
      [`kube_pod_container_resource_limits{${container},resource="memory"}`]: "100x30",
      [`kube_pod_container_status_restarts_total{${container}}`]: "7x30",
      [`http_requests_total{${own},code="200"}`]: "0+60x30",
    };
    const ill = {
      ...well,
      [`up{${own},pod="${pod}"}`]: "0x30",
      'kube_statefulset_status_replicas_ready{namespace="default",statefulset="shop-redis"}': "0x30",
      [`container_memory_working_set_bytes{${container}}`]: "95x30",
      [`kube_pod_container_status_restarts_total{${container}}`]: "0+1x30",
    };
    const alerts = [
      ["ServiceDown", "critical", "Nothing of shop in default answers."],
      ["BackingServiceDown", "critical", "The redis of shop in default does not answer."],
      ["ServiceMemoryNearLimit", "warning", `${pod} in default has taken 95% of the memory that it may have.`],
      ["ServiceRestarts", "warning", `${pod} in default has started again 15 times in a quarter of an hour.`],
    ] as const;
    const labelsOf = (alert: string): Record<string, string> =>
      alert === "BackingServiceDown" ? { backing_service: "redis" } : /Memory|Restarts/.test(alert) ? { pod } : {};
    await testRules(await rules(), [
      caseOf("well", place, well, [
        ...alerts.map(([alert]) => ({ at: "20m", alert })),
        { at: "20m", alert: "ServiceErrors" },
      ]),
      caseOf(
        "ill",
        place,
        ill,
        alerts.map(([alert, severity, summary]) => ({
          at: "20m",
          alert,
          raised: { severity, summary, labels: labelsOf(alert) },
        })),
      ),
      caseOf("gone", place, {}, [
        { at: "5m", alert: "ServiceDown", raised: { severity: "critical", summary: alerts[0][2] } },
      ]),
    ]);
  });
});

describe.each(Object.entries(measuredPrograms))("a program in %s", (_, { files, start }) => {
  test("has every query of its dashboard answered by a Prometheus that asks it", async () => {
    const manifests = await rendered(3, await chartOf(files), { monitoring });
    const [dashboard] = manifests.filter(({ kind }) => kind === "ConfigMap");
    const panels = panelsOf(Object.values(dashboard?.data ?? {})[0] ?? "");
    expect(panels).toHaveLength(7);
    const address = await startProgram(files, start);
    const labels = { ...place, pod };
    const { query } = await startPrometheus([{ address, labels }]);
    await answerAll(panels, query, async () => {
      for (const path of ["/", "/", "/", "/missing"]) await (await fetch(`http://${address}${path}`)).text();
    });
    const text = await (await fetch(`http://${address}/metrics`)).text();
    expect(await checkMetrics(text)).toBe("");
    const [share] = await query(panels[1]?.queries[0] ?? "");
    expect(Number(share?.value[1])).toBeGreaterThan(0.1);
  });
});
