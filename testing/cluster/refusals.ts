import { expect } from "vitest";
import { errorOf, type Ran } from "../chatops/built-chatops.ts";
import { type Switch, switchBefore } from "../servers/switch.ts";
import { type ClusterProject, type Stage, sandboxCluster } from "./cluster-project.ts";
import { connected, kubeconfigOf } from "./namespaces.ts";

/** What an error has to say. */
export interface Refused {
  /** The message, with the details below it: what is wrong, and where. */
  says: RegExp;
  /** The way out. */
  hint: RegExp;
  /** @default 3 */
  exitCode?: number;
}

/** A run ended with one readable error, and made no change before. */
export function expectRefused(ran: Ran, { says, hint, exitCode = 3 }: Refused): void {
  const { message, details = [], hint: way = "" } = errorOf(ran) ?? expect.fail(`no error: ${ran.stdout}${ran.stderr}`);
  expect([message, ...details].join("\n")).toMatch(says);
  expect(way).toMatch(hint);
  expect(ran.exitCode, ran.stdout).toBe(exitCode);
  expect(ran.events.filter((event) => "kind" in event && event.kind === "change")).toEqual([]);
}

/** Whatever a promotion could have written into the namespace of a stage, and when that last changed. */
export function written(place: ClusterProject, stage: Stage): string[] {
  const all = place.objects(stage, "secrets,configmaps,leases,services,deployments,statefulsets");
  return all
    .filter(({ metadata }) => metadata.name !== "kube-root-ca.crt")
    .map(({ kind, metadata: { name, uid, generation, resourceVersion } }) => {
      // A workload's status changes by itself; what somebody wants of it is counted.
      return `${kind} ${name} ${uid} ${generation ?? resourceVersion}`;
    })
    .sort();
}

/** A switch before the API server, and a kubeconfig that leads through it. */
export async function switchBeforeCluster(): Promise<Switch & { kubeconfig: string }> {
  const admin = await connected(sandboxCluster().kubeconfig);
  const power = await switchBefore(admin.server);
  return { ...power, kubeconfig: kubeconfigOf(admin, { cluster: { server: `https://${power.address}` } }) };
}
