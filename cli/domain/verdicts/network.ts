import type { ClusterState } from "../rollout/cluster-state.ts";
import { deadServices, probedPorts } from "../rollout/ports.ts";
import { lostServices, selects } from "../rollout/services.ts";
import type { ServiceState } from "../rollout/surroundings.ts";
import { inCluster, type Rule, untilTimeIsUp } from "./verdict.ts";

const selectorOf = ({ selector }: ServiceState) =>
  Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");

/** A program that is told who leads says so in its pod's labels a while after it is ready. */
const electedWithinMs = 30_000;

const selectsNothing: Rule = {
  code: "network.selects-nothing",
  reason: "network",
  certainWhen:
    "Helm is done, everything else is ready, and no pod has the labels that a Service selects for 2 s, or 30 s if programs give them; as long as one did before, or a workload should",
  find: inCluster((cluster) =>
    (cluster.isApplied && cluster.workloads.every(({ isDone }) => isDone) ? lostServices(cluster) : []).map(
      (service) => ({
        cause: `the Service ${service.name} selects no pod`,
        evidence: [`Service ${service.name} selects ${selectorOf(service)}`],
        fix: "Let the Service's selector and the labels of the pods agree in the chart.",
        lasting: service.isForRole ? electedWithinMs : 2_000,
      }),
    ),
  ),
};

const portName: Rule = {
  code: "network.port-name",
  reason: "network",
  certainWhen: "Helm is done, and no container of the selected pods has a port of the name that a Service wants",
  find: inCluster((cluster) =>
    cluster.services.flatMap((service) => {
      const known = portsOf(service, cluster);
      const missing = service.ports
        .map(({ target }) => target)
        .find((port) => typeof port === "string" && !known?.includes(port));
      if (!known || !missing || !cluster.isApplied) return [];
      return {
        cause: `the Service ${service.name} leads to the port "${missing}", which no container has`,
        evidence: [
          `Service ${service.name}: targetPort ${missing}; ports of the containers: ${known.join(", ") || "none"}`,
        ],
        fix: "Give the container's port this name in the chart, or let the Service name the number.",
      };
    }),
  ),
};

/** Names of the ports of the pods that a Service selects; undefined where it selects none of this release. */
function portsOf(service: ServiceState, { pods }: ClusterState): string[] | undefined {
  const selected = pods.filter((pod) => !pod.workload.isHook && selects(service, pod));
  if (selected.length === 0) return undefined;
  const ports = selected.flatMap(({ containers }) => containers.flatMap((container) => container.ports));
  return [...new Set(ports.flatMap(({ name }) => name ?? []))];
}

/** A program may open a second port later than the one that its probe asks. */
const unansweredMs = 10_000;

const port: Rule = {
  code: "network.port",
  reason: "network",
  certainWhen:
    "all is ready, and its pods refuse every port of a Service for 10 s; once the time is up if no probe asks a port",
  find: inCluster((cluster) =>
    deadServices(cluster).map(({ service, refused }) => {
      const listening = [...new Set(refused.flatMap(({ container }) => probedPorts(container)))];
      const ports = [...new Set(refused.map((each) => each.port))].join(", ");
      return {
        cause: `nothing answers on port ${ports}, where the Service ${service.name} leads`,
        evidence: [
          ...refused.map((each) => `${each.pod}: connection refused on port ${each.port}`),
          ...(listening.length > 0 ? [`its probes ask port ${listening.join(", ")}`] : []),
        ],
        fix: "Let targetPort of the Service be the port that the program listens on, on all addresses and not only 127.0.0.1.",
        lasting: refused.every(({ container }) => probedPorts(container).length > 0) ? unansweredMs : untilTimeIsUp,
      };
    }),
  ),
};

export const networkRules: Rule[] = [selectsNothing, portName, port];
