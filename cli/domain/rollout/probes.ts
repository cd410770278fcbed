import type { PodContainer, Probe, ProbeSpec } from "./cluster-state.ts";
import type { ContainerSpec } from "./objects.ts";

/** The probes of a container, with the port that each asks as a number. */
export function probesOf({
  startupProbe,
  livenessProbe,
  readinessProbe,
  ports = [],
}: ContainerSpec): PodContainer["probes"] {
  const known = { startup: startupProbe, liveness: livenessProbe, readiness: readinessProbe };
  const set = Object.entries(known).flatMap(([name, probe]) =>
    probe ? [[name as Probe, probeOf(probe, ports)] as const] : [],
  );
  return Object.fromEntries(set);
}

type Asked = NonNullable<ContainerSpec["readinessProbe"]>;

function probeOf(probe: Asked, ports: NonNullable<ContainerSpec["ports"]>): ProbeSpec {
  const { httpGet, tcpSocket, grpc } = probe;
  const asked = httpGet?.port ?? tcpSocket?.port ?? grpc?.port;
  const port = ports.find(({ name }) => name === asked)?.containerPort ?? (Number(asked) || undefined);
  const by = httpGet ? "http" : tcpSocket ? "tcp" : grpc ? "grpc" : "exec";
  return { by, port, path: httpGet && (httpGet.path ?? "/"), ...pacesOf(probe) };
}

/** What the API server sets where a chart says nothing. */
const usual = { periodSeconds: 10, failureThreshold: 3 };

/** How often a probe asks, and for how long it may fail, in ms. */
export function pacesOf(probe: Pick<Asked, "periodSeconds" | "failureThreshold">) {
  const { periodSeconds = usual.periodSeconds, failureThreshold = usual.failureThreshold } = probe;
  return { periodMs: periodSeconds * 1_000, allowedMs: periodSeconds * failureThreshold * 1_000 };
}
