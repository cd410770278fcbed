import { KubeConfig } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { writeKubeconfig } from "../../../testing/cluster/kubeconfig.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { chooseContext } from "./context.ts";
import { loadKubeconfig } from "./kubeconfig.ts";

/** Where a pod finds its credentials, and what it is told of its cluster. */
const root = () => folder({ "var/run/secrets/kubernetes.io/serviceaccount/token": "sesame" });
const env = { HOME: "/nowhere", KUBERNETES_SERVICE_HOST: "10.0.0.1" };

test("a pod without a kubeconfig has the credentials that are mounted into it", async () => {
  expect(await loadKubeconfig(env, undefined, root())).toMatchObject({ inCluster: true });
  await expect(loadKubeconfig({ HOME: "/nowhere" }, undefined, root())).rejects.toThrow("there is no kubeconfig");
  await expect(loadKubeconfig(env, undefined, folder())).rejects.toThrow("there is no kubeconfig");
});

test("a pod with a kubeconfig has that", async () => {
  const KUBECONFIG = writeKubeconfig({ server: "https://prod.example.com" });
  expect(await loadKubeconfig({ ...env, KUBECONFIG }, undefined, root())).toMatchObject({ inCluster: false });
});

test.each([
  ["KUBECONFIG", { ...env, KUBECONFIG: "/nowhere/config:/nowhere/other" }, undefined],
  ["--kubeconfig", env, "/nowhere/config"],
])("in a pod too, %s that names what is not there is refused", async (_, environment, named) => {
  await expect(loadKubeconfig(environment, named, root())).rejects.toMatchObject({
    message: expect.stringMatching(/^there is no kubeconfig: \/nowhere\/config/),
    hint: "Correct --kubeconfig or KUBECONFIG; to use the cluster around this pod, leave both out.",
    reason: "precondition",
  });
});

test("a folder is refused by name", async () => {
  const named = root();
  await expect(loadKubeconfig(env, named)).rejects.toMatchObject({
    message: `the kubeconfig ${named} cannot be read: it is a folder`,
    hint: expect.stringContaining("--kubeconfig"),
  });
});

/** Chooses among what a pod has: one context, of the cluster around it. */
function chooseInPod(wanted: { context?: string; hint?: string }): string {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: "inCluster", server: "https://10.0.0.1", skipTLSVerify: false },
    { name: "me" },
  );
  const loaded = { config, place: "this pod's service account", inCluster: true };
  const nothing = { env: {}, namespace: "chat", kubeconfig: undefined, context: undefined, server: undefined };
  return chooseContext(loaded, { ...nothing, ...wanted }).server;
}

test("in a pod `context` of chatops.yaml is somebody else's name, but a context that is asked for must be there", () => {
  expect(chooseInPod({ hint: "prod" })).toBe("https://10.0.0.1");
  expect(() => chooseInPod({ context: "prod", hint: "prod" })).toThrow(
    expect.objectContaining({
      message: "there is no context prod in this pod's service account",
      hint: expect.stringContaining("--kubeconfig or KUBECONFIG"),
      reason: "precondition",
    }),
  );
});
