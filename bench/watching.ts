import { ProcessFailure } from "../lib/processes.ts";
import type { Project } from "./project.ts";

interface Wanted {
  /** What is watched, as `kubectl get` has it. */
  of: string[];
  columns: string[];
  /** Whether a line says what is waited for. */
  isDone: (columns: string[]) => boolean;
}

/** Watches as kubectl does; ends with the time at which kubectl had first printed what is waited for. */
function watch(project: Project, { of, columns, isDone }: Wanted): { end: () => Promise<number> } {
  const stopping = new AbortController();
  let doneAt = Number.NaN;
  const take = (line: string) => {
    if (isDone(line.trim().split(/\s+/)) && Number.isNaN(doneAt)) doneAt = Date.now();
  };
  const output = `custom-columns=${columns.map((column, index) => `C${index}:${column}`).join(",")}`;
  const what = ["get", ...of, "--namespace", project.namespace];
  const watching = project
    .run("kubectl", [...what, "--watch", "--no-headers", "--output", output], { signal: stopping.signal, onLine: take })
    .catch((error: unknown) => {
      if (!(error instanceof ProcessFailure)) throw error;
    });
  return {
    end: async () => {
      stopping.abort();
      await watching;
      return doneAt;
    },
  };
}

/** Until the new revision of the Deployment is all available. */
export function watchUntilAvailable(project: Project): { end: () => Promise<number> } {
  let generation = "";
  const numbers = ["replicas", "updatedReplicas", "availableReplicas"].map((name) => `.status.${name}`);
  return watch(project, {
    of: ["deployment", project.name],
    columns: [".metadata.generation", ".status.observedGeneration", ".spec.replicas", ...numbers],
    isDone: ([wanted = "", observed, ...replicas]) => {
      generation ||= wanted;
      return wanted !== generation && wanted === observed && new Set(replicas).size === 1;
    },
  });
}

/** Until a container has ended for the second time. */
export function watchUntilCrashedTwice(project: Project): { end: () => Promise<number> } {
  const container = ".status.containerStatuses[0]";
  return watch(project, {
    of: ["pods", "--selector", `app.kubernetes.io/instance=${project.name}`],
    columns: [`${container}.restartCount`, `${container}.state.running.startedAt`],
    isDone: ([restarts, runningSince]) => Number(restarts) >= 1 && runningSince === "<none>",
  });
}
