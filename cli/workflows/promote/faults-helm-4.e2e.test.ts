import { isFull } from "../../../testing/setup/short-run.ts";
import { sweepCluster } from "../../../testing/sweeps/cluster-sweep.ts";
import { allFates } from "../../../testing/sweeps/sweep-target.ts";

sweepCluster("no single fault of a request or of Helm 4 makes a healthy application worse", {
  helm: 4,
  // Those that crash have a file of their own in a full run.
  fates: isFull ? ["refused", "good"] : allFates,
  name: "faults-helm-4",
});
