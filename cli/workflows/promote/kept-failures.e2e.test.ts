import { expect } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { clusterProject, sandboxCluster } from "../../../testing/cluster/cluster-project.ts";
import { helm, helmMajors } from "../../../testing/cluster/helm.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();
const publish = () => ({ charts: own.charts, registry: sandbox().registry });

/** A hook that fails with these words. */
const failingHook = (when: string, words: string): string => `apiVersion: batch/v1
kind: Job
metadata: { name: "{{ .Release.Name }}-check", annotations: { helm.sh/hook: ${when} } }
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: check
          image: ${sandbox().registry}/library/node:24-slim
          command: ["node", "-e", "throw new Error('${words}')"]
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`;

const settings = `apiVersion: v1
kind: ConfigMap
metadata: { name: "{{ .Release.Name }}-added" }
`;

full.each(helmMajors)(
  "what a version that Helm failed at and that was kept had added is gone with the next one (Helm %i)",
  async (major) => {
    const shop = await clusterProject({ publish: publish(), helm: major });
    await shop.release(plainServer);
    expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
    const hook = { "chart/templates/check.yaml": failingHook("post-upgrade", "smoke test failed") };
    await shop.release(`${plainServer}// second\n`, { ...hook, "chart/templates/added.yaml": settings });
    const failed = await shop.promote("--env", "staging", "--no-rollback");
    expect(failed, failed.stdout).toMatchObject({ exitCode: 28, result: { aftermath: { did: "kept" } } });
    const added = () =>
      shop.objects("staging", "configmaps").filter(({ metadata }) => metadata.name === `${shop.name}-added`);
    expect(added()).toHaveLength(1);
    await shop.release(`${plainServer}// third\n`, {
      "chart/templates/check.yaml": "",
      "chart/templates/added.yaml": "",
    });
    const ran = await shop.promote("--env", "staging");
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0 });
    expect(added()).toEqual([]);
  },
);

full.each(helmMajors)(
  "a hook that does not let a release be uninstalled is named, and the release stays one that can be promoted (Helm %i)",
  async (major) => {
    const shop = await clusterProject({ publish: publish(), helm: major });
    const hook = { "chart/templates/check.yaml": failingHook("pre-delete", "3 buckets are in use") };
    await shop.release(plainServer, hook);
    expect((await shop.promote("--env", "staging")).exitCode).toBe(0);
    const refused = await shop.chatops("remove", "--env", "staging", "--yes", "--json");
    expect(refused, refused.stdout).toMatchObject({ exitCode: 3 });
    expect(errorOf(refused)).toMatchObject({
      message: expect.stringMatching(/-check does not let it be uninstalled: nothing was deleted$/),
      details: [expect.stringContaining("3 buckets are in use")],
      hint: expect.stringContaining("--no-hooks"),
    });
    expect(shop.revisions("staging")).toMatchObject([{ status: "deployed" }]);
    // The same by hand, which leaves Helm with its own word for it.
    const { kubeconfig } = sandboxCluster();
    const place = ["--namespace", shop.namespaces.staging, "--kubeconfig", kubeconfig];
    await expect(helm(major, "uninstall", shop.name, ...place)).rejects.toThrow();
    expect(shop.revisions("staging")).toMatchObject([{ status: "uninstalling" }]);
    const pods = () => shop.objects("staging", "pods").filter(({ metadata }) => metadata.labels?.["pod-template-hash"]);
    expect(pods()).toHaveLength(1);
    const next = await shop.release(`${plainServer}// next\n`, hook);
    const ran = await shop.promote("--env", "staging");
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { version: next, revision: 2 } });
  },
);
