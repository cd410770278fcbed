import { join } from "node:path";
import { folder } from "../fixtures/folder.ts";

/** A kubeconfig with one context, `sandbox`, and whatever else it is to say. */
export function writeKubeconfig(cluster: object, user: object = {}, more: object = {}): string {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "sandbox", cluster }],
    users: [{ name: "robot", user }],
    contexts: [{ name: "sandbox", context: { cluster: "sandbox", user: "robot" } }],
    "current-context": "sandbox",
    ...more,
  };
  return join(folder({ config }, "kube"), "config");
}
