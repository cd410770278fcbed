import { sweepCluster } from "../../../testing/sweeps/cluster-sweep.ts";

sweepCluster("no single fault of a request or of Helm 3 makes a healthy application worse", {
  helm: 3,
  fates: ["refused", "good"],
  name: "faults-helm-3",
  onlyFull: true,
});
