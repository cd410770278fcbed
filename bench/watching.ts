import { ProcessFailure } from "../lib/processes.ts";
import type { Project } from "./project.ts";

const columns = [
  ".metadata.generation",
  ".status.observedGeneration",
  ".spec.replicas",
  ".status.replicas",
  ".status.updatedReplicas",
  ".status.availableReplicas",
];

/** Watches the Deployment as kubectl does; ends with the time at which kubectl had printed that the new revision is all available. */
export function watchWithKubectl(project: Project): { end: () => Promise<number> } {
  const stopping = new AbortController();
  let generation = "";
  let doneAt = Number.NaN;
  const take = (line: string) => {
    const [wanted = "", observed, ...replicas] = line.trim().split(/\s+/);
    generation ||= wanted;
    const isDone = wanted !== generation && wanted === observed && new Set(replicas).size === 1;
    if (isDone && Number.isNaN(doneAt)) doneAt = Date.now();
  };
  const output = `custom-columns=${columns.map((column, index) => `C${index}:${column}`).join(",")}`;
  const what = ["get", "deployment", project.name, "--namespace", project.namespace];
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
