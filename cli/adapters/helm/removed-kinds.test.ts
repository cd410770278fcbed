import { expect, test } from "vitest";
import { ProcessFailure } from "../../../lib/processes.ts";
import { removedKinds } from "./removed-kinds.ts";

const helm = { name: "shop", env: { HELM_NAMESPACE: "shop-prod" } };
const failure = (stderr: string) => new ProcessFailure("helm failed", { stdout: "", stderr, exitCode: 1 });
const unmapped = (kind: string, version: string) =>
  `resource mapping not found for name: "shop" namespace: "" from "": no matches for kind "${kind}" in version "${version}"\nensure CRDs are installed first`;

test("a stored revision with an API that the cluster has no more is rewritten by a plugin of Helm", () => {
  const words = `Error: UPGRADE FAILED: unable to build kubernetes objects from current release manifest: [${unmapped("PodDisruptionBudget", "policy/v1beta1")}, ${unmapped("Ingress", "networking.k8s.io/v1beta1")}]`;
  expect(removedKinds(helm, failure(words))).toMatchObject({
    reason: "precondition",
    message:
      "Helm's stored revision of shop has what this cluster knows no more: PodDisruptionBudget of policy/v1beta1, Ingress of networking.k8s.io/v1beta1",
    hint: expect.stringContaining("`helm mapkubeapis shop --namespace shop-prod`"),
  });
});

test("one with a custom kind needs its definition again", () => {
  const words = `Error: UPGRADE FAILED: current release manifest contains removed kubernetes api(s): ${unmapped("Widget", "example.com/v1")}`;
  expect(removedKinds(helm, failure(words))?.hint).toMatch(/^Install the definition of that kind again/);
});

test.each([
  `Error: UPGRADE FAILED: unable to build kubernetes objects from new release manifest: ${unmapped("Widget", "example.com/v1")}`,
  "Error: UPGRADE FAILED: unable to build kubernetes objects from current release manifest: the server is busy",
])("any other error is none of these: %s", (words) => {
  expect(removedKinds(helm, failure(words))).toBeUndefined();
});
