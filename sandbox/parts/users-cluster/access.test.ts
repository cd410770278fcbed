import { expect, test } from "vitest";
import { localContexts } from "./access.ts";

const minikube = { extensions: [{ extension: { provider: "minikube.sigs.k8s.io" } }] };
const contexts = [
  { name: "company" },
  { name: "kind-dev", context: { extensions: null } },
  { name: "k3d-dev", context: {} },
  { name: "profile", context: minikube },
  { name: "minikube" },
  { name: "mankind-prod" },
];

test("contexts of kind, k3d and minikube are told from others", () => {
  expect(localContexts({ contexts })).toEqual(["kind-dev", "k3d-dev", "profile", "minikube"]);
  expect(localContexts({ contexts: null })).toEqual([]);
});

test("the current one comes first, if it is such a one", () => {
  expect(localContexts({ contexts, "current-context": "profile" })[0]).toBe("profile");
  expect(localContexts({ contexts, "current-context": "company" })).not.toContain("company");
});
