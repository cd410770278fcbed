import { maskSecretsOf } from "../../../lib/secrets.ts";
import type { Cluster } from "../../adapters/kubernetes/cluster.ts";
import { streamLog } from "../../adapters/kubernetes/log-stream.ts";
import { isoOf } from "../../adapters/kubernetes/pods.ts";
import { podsOfRelease } from "../../adapters/kubernetes/release.ts";
import { secretValues } from "../../adapters/kubernetes/secrets.ts";
import { readStamped } from "../../domain/environment/log-lines.ts";
import type { ContainerSpec, ContainerStatus, Pod } from "../../domain/rollout/objects.ts";
import type { LogSource } from "../log-source.ts";
import type { Connection } from "./connection.ts";

/** Finds the containers of a release; what they are given as a secret is masked from then on. */
export function logSourcesIn(
  connection: () => Promise<Connection>,
  { previous }: { previous: boolean },
): () => Promise<LogSource[]> {
  const known = new Set<string>();
  return async () => {
    const { cluster, helmRelease } = await connection();
    const pods = await podsOfRelease(cluster, helmRelease);
    await hideSecrets(cluster, pods.flatMap(containersOf), known);
    return pods.flatMap((pod) => sourcesOf(cluster, pod, previous));
  };
}

const containersOf = ({ spec }: Pod): ContainerSpec[] => [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];

async function hideSecrets(cluster: Cluster, containers: ContainerSpec[], known: Set<string>): Promise<void> {
  const variables = containers.flatMap(({ env = [] }) => env);
  for (const { name, value } of variables) if (value !== undefined) maskSecretsOf({ [name]: value });
  const secrets = [
    ...variables.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? []),
    ...containers.flatMap(({ envFrom = [] }) => envFrom.flatMap(({ secretRef }) => secretRef?.name ?? [])),
  ];
  const unknown = [...new Set(secrets)].filter((name) => !known.has(name));
  for (const name of unknown) known.add(name);
  const hide = async (secret: string) => {
    const values = (await secretValues(cluster, secret)) ?? {};
    // The variable may say that it is secret where the key does not: `DB_PASSWORD` of the key `value`.
    for (const { name, valueFrom } of variables) {
      const { name: from, key = "" } = valueFrom?.secretKeyRef ?? {};
      if (from === secret) maskSecretsOf({ [name]: values[key] });
    }
  };
  // Whoever may not read them cannot know them, and the log is readable all the same.
  await Promise.allSettled(unknown.map(hide));
}

function sourcesOf(cluster: Cluster, pod: Pod, previous: boolean): LogSource[] {
  const { name: podName = "", uid = "" } = pod.metadata ?? {};
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const isAlone = containersOf(pod).length === 1;
  return statuses.filter(previous ? hasRestarted : hasLog).map((status) => ({
    name: isAlone ? podName : `${podName}/${status.name}`,
    run: `${uid} ${status.name} ${status.restartCount}`,
    isRunning: status.state?.running !== undefined,
    startedAt: isoOf(status.state?.running?.startedAt),
    read: (range, onLine, signal) => {
      const container = { pod: podName, container: status.name };
      return streamLog(cluster, container, { ...range, previous }, (line) => onLine(readStamped(line)), signal);
    },
  }));
}

const hasRestarted = ({ restartCount }: ContainerStatus): boolean => restartCount > 0;

/** A container that has never run has none; that of one that waits to run again is of its last run. */
const hasLog = (status: ContainerStatus): boolean =>
  Boolean(status.state?.running ?? status.state?.terminated) || hasRestarted(status);
