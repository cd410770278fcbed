import type { Part } from "../part.ts";
import { clusterPrograms, startCluster, stopCluster, verifyClusterStartable } from "./cluster.ts";
import { kubernetesSteps, prepareKubernetes } from "./programs.ts";
import { clusterState } from "./state.ts";

export const kubernetesPart: Part = {
  name: "kubernetes",
  isWanted: ({ cluster }) => cluster === "own",
  programs: () => clusterPrograms,
  setup({ paths }) {
    verifyClusterStartable();
    return kubernetesSteps(paths);
  },
  prepare: ({ paths }) => prepareKubernetes(paths),
  after: ["registry", "images"],
  start: startCluster,
  stop: ({ paths }) => stopCluster(paths),
  state: clusterState,
};
