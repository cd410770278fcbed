import { sweepCluster } from "../../../testing/sweeps/cluster-sweep.ts";

sweepCluster("no single fault keeps a crashing version from being gone back from (Helm 3)", {
  helm: 3,
  fates: ["crashing"],
  name: "faults-helm-3-crashing",
  onlyFull: true,
});
