import { expect, onTestFinished } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { clusterProject, kubectl } from "../../../testing/cluster/cluster-project.ts";
import { helmMajors } from "../../../testing/cluster/helm.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();

const definition = (group: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.${group} }
spec:
  group: ${group}
  names: { kind: Widget, plural: widgets }
  scope: Namespaced
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
`;

const widgets = (group: string) => `apiVersion: v1
kind: List
items:
  - { apiVersion: ${group}/v1, kind: Widget, metadata: { name: w } }
  - { apiVersion: v1, kind: ConfigMap, metadata: { name: beside } }
`;

full.each(helmMajors)(
  "a chart brings the kind of its own object along, and a cluster without that kind is told apart from a wrong chart, with Helm %i",
  async (helm) => {
    const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry }, helm });
    const group = `${place.name}.example.com`;
    const remove = () => kubectl("delete", "crd", `widgets.${group}`, "--ignore-not-found");
    onTestFinished(() => void remove());
    await place.release(plainServer, {
      "chart/crds/widgets.yaml": definition(group),
      "chart/templates/widgets.yaml": widgets(group),
    });
    const first = await place.promote("--env", "staging");
    expect(first, first.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy" } });
    const told = first.events.flatMap((event) => (event.type === "warning" ? event.text : []));
    expect(told).toContain("Widget w: cannot be checked before its CRD is there, which Helm makes first");
    expect(place.kubectl("staging", "get", `widgets.${group}`, "--output", "name")).toContain("/w");

    remove();
    await place.release(plainServer, { "chart/crds/widgets.yaml": "", "chart/templates/widgets.yaml": "" });
    const refused = await place.promote("--env", "staging");
    const removed = await place.chatops("remove", "--json", "--yes", "--env", "staging");
    for (const ran of [refused, removed]) {
      expect(ran, ran.stdout).toMatchObject({ exitCode: 3 });
      expect(errorOf(ran)?.message).toBe(
        `Helm's stored revision of ${place.name} has what this cluster knows no more: Widget of ${group}/v1`,
      );
    }
  },
);
