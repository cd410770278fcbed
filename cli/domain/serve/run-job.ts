import type { RunRecord } from "./run-record.ts";

/** What the pod of a run is made from, as it stands in a PodTemplate of the cluster. */
export interface PodTemplate {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: {
    containers: Container[];
    volumes?: object[];
    [field: string]: unknown;
  };
}

interface Container {
  name: string;
  volumeMounts?: object[];
  [field: string]: unknown;
}

/** What is to be done in a Job, in a Secret that only its pod mounts. */
export interface RunOrder {
  url: string;
  branch: string;
  commit: string;
  directory: string;
  timeoutMs: number;
  /** Variables of the repository's entry, and how Git logs in. */
  variables: Record<string, string>;
}

interface RunJobParts {
  record: RunRecord;
  /** Tells the Jobs of several serve in one namespace apart. */
  instance: string;
  template: PodTemplate;
  timeoutMs: number;
  keepSeconds: number;
}

const orderFolder = "/run/chatops";
export const orderFile = "order.json";
const volume = "chatops-order";

/** Longer than a run takes to end in order, once its time is up. */
const graceSeconds = 60;

const recordKey = "chatops.dev/run";
const keptKey = "chatops.dev/kept";

/** By these the Jobs of a repository are found again. */
export const labelsOf = (instance: string, repository: string): Record<string, string> => ({
  "app.kubernetes.io/managed-by": "chatops-serve",
  "chatops.dev/serve": instance,
  "chatops.dev/repository": repository,
});

/** The same for the same try of a run, so that the cluster makes no second one. A name has room for 63 characters. */
export const jobName = ({ repository, id, waits }: RunRecord): string =>
  `${repository.slice(0, 30)}-${id.toLowerCase()}-${waits}`;

/** A Job that waits until its Secret is there. The first container of the template is the one that works. */
export function runJob({ record, instance, template, timeoutMs, keepSeconds }: RunJobParts): object {
  const labels = labelsOf(instance, record.repository);
  const name = jobName(record);
  const [first, ...others] = template.spec.containers;
  const works = {
    ...first,
    args: ["chatops", "serve", "--run", `${orderFolder}/${orderFile}`, "--json"],
    volumeMounts: [...(first?.volumeMounts ?? []), { name: volume, mountPath: orderFolder, readOnly: true }],
  };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, labels, annotations: { [recordKey]: JSON.stringify(record) } },
    spec: {
      suspend: true,
      backoffLimit: 0,
      activeDeadlineSeconds: Math.ceil(timeoutMs / 1_000) + graceSeconds,
      ttlSecondsAfterFinished: keepSeconds,
      // A run that lost its node is begun again: it goes on from what it finds.
      podFailurePolicy: {
        rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }],
      },
      template: {
        metadata: { ...template.metadata, labels: { ...template.metadata?.labels, ...labels } },
        spec: {
          ...template.spec,
          restartPolicy: "Never",
          containers: [works, ...others],
          volumes: [...(template.spec.volumes ?? []), { name: volume, secret: { secretName: name } }],
        },
      },
    },
  };
}

/** The annotation by which a Job says that what came of it is kept. */
export const keptMark = { metadata: { annotations: { [keptKey]: "true" } } };

/** What a Job was made for; undefined if what came of that is kept, or it is none of ours. */
export function recordIn(annotations: Record<string, string> = {}): unknown {
  const text = annotations[recordKey];
  if (text === undefined || annotations[keptKey] === "true") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of a Job and its pod what says why nothing was answered. */
export interface JobState {
  /** Reason of the condition with which the Job failed. */
  failedFor: string | undefined;
  /** Reason and exit code of the container that works, once it ended. */
  ended: { reason: string | undefined; exitCode: number } | undefined;
}

/** Why a run ended without an answer, in a line. */
export function messageOfEnd({ failedFor, ended }: JobState): string {
  if (failedFor === "DeadlineExceeded") return "it took too long and was stopped";
  if (ended?.reason === "OOMKilled")
    return "it was killed, as it needed more memory than its PodTemplate allows: give `resources.limits.memory` more";
  if (ended) return `its container ended with ${ended.exitCode} and told nothing of what came of it`;
  return "its pod is gone, and nothing is known of what came of it";
}
