import { isMigration } from "../environment/migrations.ts";
import type { ClusterState } from "./cluster-state.ts";
import type { Job, Pod } from "./objects.ts";
import { type Observation, uidOf } from "./observation.ts";
import { helmReleaseOf } from "./ownership.ts";

/**
 * The migrations that this promotion ran, by name: hooks are deleted once they are done, often before anybody looks, so that
 * those count as they were last.
 */
export interface Migrations {
  note: (
    observation: Pick<Observation, "objects" | "deletedJobs" | "before" | "helmRelease">,
    cluster: Pick<ClusterState, "pods">,
  ) => void;
  names: () => string[];
}

export function createMigrations(): Migrations {
  const names = new Set<string>();
  return {
    note: ({ objects: { jobs, pods }, deletedJobs, before, helmRelease }, cluster) => {
      const isNew = (object: Job | Pod) => !before.generations.has(uidOf(object));
      const own = new Set(cluster.pods.map(({ name }) => name));
      for (const job of [...jobs, ...deletedJobs])
        if (isNew(job) && isOf(helmRelease, job) && isDone(job)) names.add(job.metadata?.name ?? "");
      for (const pod of pods)
        if (pod.spec?.initContainers && own.has(pod.metadata?.name ?? "") && isNew(pod)) noteInits(pod, names);
    },
    names: () => [...names],
  };
}

const isOf = (helmRelease: string, job: Job): boolean =>
  helmReleaseOf(job) === helmRelease || job.metadata?.annotations?.["helm.sh/hook"] !== undefined;

const isDone = ({ metadata, spec, status }: Job): boolean =>
  (status?.succeeded ?? 0) > 0 &&
  [{ name: metadata?.name ?? "" }, ...(spec?.template.spec?.containers ?? [])].some(migrates);

interface Program {
  name: string;
  image?: string | undefined;
  command?: string[] | undefined;
  args?: string[] | undefined;
}

const migrates = ({ name, image, command = [], args = [] }: Program): boolean =>
  isMigration(name, image, [...command, ...args].join(" "));

/** Those that are done: a container beside the program, started before it, never ends. */
function noteInits({ spec, status }: Pod, names: Set<string>): void {
  for (const container of spec?.initContainers ?? []) {
    const found = status?.initContainerStatuses?.find(({ name }) => name === container.name);
    if (found?.state?.terminated?.exitCode === 0 && migrates(container)) names.add(container.name);
  }
}
