import type { Facts } from "../packs/pack.ts";
import type { Tokens } from "./render.ts";

/** How a program is named where it runs; in rules by Helm's words, in dashboards by Grafana's variables. */
interface Place {
  namespace: string;
  service: string;
  workload: string;
  /** The container's, which is the program's. */
  name: string;
}

/** Histograms of HTTP requests as programs of all languages call them, and which label has the status. */
const histograms = [
  ["http_request_duration_seconds", ["status", "code", "status_code"]],
  // Micrometer's, hence Spring's.
  ["http_server_requests_seconds", ["status"]],
  // OpenTelemetry's.
  ["http_server_request_duration_seconds", ["http_response_status_code"]],
] as const;
const counter = ["http_requests_total", ["status", "code", "status_code"]] as const;

const anyOf = (terms: readonly string[]) => terms.join("\n  or ");
const sum = (terms: readonly string[], by = "") => `sum${by}(\n  ${anyOf(terms)}\n)`;
/** The first of these that has anything at all. */
const firstOf = (queries: readonly string[]) => queries.join("\nor\n");

/**
 * What is asked of Prometheus: of the program's own series, by whatever name, else of those of its ingress, or of the
 * kubelet. Where a target has a label of the same name, Prometheus calls the series' own one `exported_…`.
 */
function queriesOf({ namespace, service, workload, name }: Place) {
  const own = `namespace="${namespace}",service="${service}"`;
  const container = `namespace="${namespace}",pod=~"${workload}-[a-z0-9]+-[a-z0-9]{5}",container="${name}"`;
  const traefik = `service=~"${namespace}-${service}-[^-]+@kubernetes"`;
  const ingresses = {
    nginx: [
      `exported_namespace="${namespace}",ingress="${workload}"`,
      `namespace="${namespace}",ingress="${workload}"`,
    ],
    traefik: [traefik, `exported_${traefik}`],
  };
  const rate = (series: string, labels: string, more = "") => `rate(${series}{${labels}${more}}[5m])`;
  const failed = (label: string) => `,${label}=~"[45].."`;
  const requests = firstOf([
    `sum(${rate(counter[0], own)})`,
    sum(histograms.map(([base]) => rate(`${base}_count`, own))),
    sum(ingresses.nginx.map((labels) => rate("nginx_ingress_controller_requests", labels))),
    sum(ingresses.traefik.map((labels) => rate("traefik_service_requests_total", labels))),
  ]);
  const errors = firstOf([
    sum(counter[1].map((label) => rate(counter[0], own, failed(label)))),
    sum(histograms.flatMap(([base, labels]) => labels.map((label) => rate(`${base}_count`, own, failed(label))))),
    sum(ingresses.nginx.map((labels) => rate("nginx_ingress_controller_requests", labels, failed("status")))),
    sum(ingresses.traefik.map((labels) => rate("traefik_service_requests_total", labels, failed("code")))),
  ]);
  const quantile = (share: number) =>
    firstOf(
      [
        histograms.map(([base]) => rate(`${base}_bucket`, own)),
        ingresses.nginx.map((labels) => rate("nginx_ingress_controller_request_duration_seconds_bucket", labels)),
        ingresses.traefik.map((labels) => rate("traefik_service_request_duration_seconds_bucket", labels)),
      ].map((terms) => `histogram_quantile(${share}, ${sum(terms, " by (le) ")})`),
    );
  const ofPods = (series: string, more = "") => `sum by (pod) (${series}{${container}${more}})`;
  return {
    requests,
    errors: firstOf([errors, `0 * (\n${requests}\n)`]),
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    memory: firstOf([
      ofPods("container_memory_working_set_bytes"),
      `sum by (pod) (process_resident_memory_bytes{${own}})`,
    ]),
    memoryShare: [
      ofPods("container_memory_working_set_bytes"),
      "/",
      `(${ofPods("kube_pod_container_resource_limits", ',resource="memory"')} or ${ofPods("container_spec_memory_limit_bytes")} > 0)`,
    ].join("\n"),
    cpu: firstOf([
      `sum by (pod) (${rate("container_cpu_usage_seconds_total", container)})`,
      `sum by (pod) (${rate("process_cpu_seconds_total", own)})`,
    ]),
    replicas: firstOf([
      `sum(kube_deployment_status_replicas_available{namespace="${namespace}",deployment="${workload}"})`,
      `sum(up{${own}})`,
    ]),
    restarts: firstOf([
      `sum by (pod) (increase(kube_pod_container_status_restarts_total{${container}}[15m]))`,
      `sum by (pod) (changes(process_start_time_seconds{${own}}[15m]))`,
    ]),
  };
}

/** The words of rules and dashboards. */
export function monitoringTokens({ metrics }: Facts, name: string): Tokens {
  const rules = queriesOf({
    name,
    namespace: "{{ .Release.Namespace }}",
    service: "{{ .Values.service.name }}",
    workload: `{{ include "${name}.fullname" . }}`,
  });
  const panels = queriesOf({ name, namespace: "$namespace", service: "$service", workload: "$workload" });
  return {
    METRICS_PATH: metrics?.value ?? "/metrics",
    RULE_REQUESTS: rules.requests,
    RULE_ERRORS: rules.errors,
    RULE_P95: rules.p95,
    RULE_MEMORY_SHARE: rules.memoryShare,
    RULE_RESTARTS: rules.restarts,
    RULE_REPLICAS: rules.replicas,
    PANEL_REQUESTS: JSON.stringify(panels.requests),
    PANEL_ERROR_SHARE: JSON.stringify(`(\n${panels.errors}\n)\n/\n(\n${panels.requests}\n)`),
    PANEL_P50: JSON.stringify(panels.p50),
    PANEL_P95: JSON.stringify(panels.p95),
    PANEL_P99: JSON.stringify(panels.p99),
    PANEL_MEMORY: JSON.stringify(panels.memory),
    PANEL_CPU: JSON.stringify(panels.cpu),
    PANEL_REPLICAS: JSON.stringify(panels.replicas),
    PANEL_RESTARTS: JSON.stringify(panels.restarts),
  };
}
