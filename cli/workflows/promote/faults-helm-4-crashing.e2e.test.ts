import { sweepCluster } from "../../../testing/sweeps/cluster-sweep.ts";

sweepCluster("no single fault keeps a crashing version from being gone back from (Helm 4)", {
  helm: 4,
  fates: ["crashing"],
  name: "faults-helm-4-crashing",
  onlyFull: true,
});
