import { expect } from "vitest";
import type { Promotion } from "../../cli/domain/environment/history.ts";
import type { ClusterProject, Stage } from "./cluster-project.ts";

/** What the environment's own record says, oldest first. */
export function historyOf(place: ClusterProject, stage: Stage = "staging"): Promotion[] {
  const found = place.objects(stage, "configmaps").find(({ metadata }) => metadata.name === `chatops-${place.name}`);
  return found ? JSON.parse(found.data["history.json"]) : [];
}

/** Who holds the Lease; empty where nobody does. */
export const holderOf = (place: ClusterProject, stage: Stage = "staging"): string =>
  place.objects(stage, "leases")[0]?.spec.holderIdentity ?? "";

/** The words of a promotion to staging. */
export const promoteArguments = (...args: string[]) => ["promote", "--json", "--yes", "--env", "staging", ...args];

/** The pods that are to stay: no hook's, and none that is on its way out. */
export const serversOf = (place: ClusterProject) =>
  place
    .objects("staging", "pods")
    .filter(({ metadata, spec }) => spec.restartPolicy === "Always" && !metadata.deletionTimestamp);

/** One version runs, Helm and the record agree that it does, and nothing is left of whatever was before. */
export function expectSettled(place: ClusterProject, version: string, what: string): void {
  const pods = serversOf(place);
  expect(pods, what).toHaveLength(1);
  expect(pods[0].spec.containers[0].image, what).toContain(`:${version}@sha256:`);
  expect(pods[0].status.containerStatuses[0].ready, what).toBe(true);

  const revisions = place.revisions("staging");
  const newest = revisions.at(-1);
  expect(newest, what).toMatchObject({ status: "deployed", chart: `${place.name}-${version}` });
  const others = revisions.slice(0, -1).map(({ status }) => status);
  expect(
    others.filter((status) => !/^(superseded|failed)$/.test(status)),
    what,
  ).toEqual([]);

  const history = historyOf(place);
  expect(history.at(-1), what).toMatchObject({ version, outcome: "healthy", revision: newest?.revision });
  const healthy = history.filter(({ revision, outcome }) => outcome === "healthy" && revision === newest?.revision);
  expect(healthy, what).toHaveLength(1);

  expect(holderOf(place), what).toBe("");
  const names = (kind: string) => place.objects("staging", kind).map(({ metadata }) => metadata.name);
  const kept = revisions.map(({ revision }) => `sh.helm.release.v1.${place.name}.v${revision}`);
  expect(names("secrets").sort(), what).toEqual(kept.sort());
  expect(names("configmaps").filter((name) => name !== "kube-root-ca.crt")).toEqual([`chatops-${place.name}`]);
}
