import { beforeEach } from "vitest";

// Whoever imports this, directly or not, tests on the sandbox's cluster; where there can be none, it is said why.
beforeEach(({ skip }) => {
  if (process.env.CHATOPS_NO_CLUSTER) skip(process.env.CHATOPS_NO_CLUSTER);
});
