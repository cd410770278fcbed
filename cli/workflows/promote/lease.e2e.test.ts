import { setTimeout as pause } from "node:timers/promises";
import { describe, expect } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { type ClusterProject, clusterProject } from "../../../testing/cluster/cluster-project.ts";
import { expectSettled, historyOf, holderOf, serversOf } from "../../../testing/cluster/promotion-checks.ts";
import { kill, stopWhenHelmSays } from "../../../testing/cluster/stopped-promotions.ts";
import { plainServer } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();
/** The nodes know the sandbox's registry alone. */
const publish = () => ({ charts: own.charts, registry: sandbox().registry });

/** Helm waits for it, so that there is time enough for everything that can go wrong meanwhile. */
const slowHook = (image: string, seconds: number) => `apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-migrate
  annotations: { helm.sh/hook: pre-upgrade, helm.sh/hook-delete-policy: "before-hook-creation,hook-succeeded" }
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 1
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: migrate
          image: ${image}
          command: [sleep, "${seconds}"]
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`;

const hookFile = "chart/templates/migrate.yaml";
const nodeImage = () => `${publish().registry}/library/node:24-slim`;

/** One version runs. */
async function withOne(): Promise<ClusterProject> {
  const place = await clusterProject({ publish: publish() });
  await place.release(plainServer);
  expect((await place.promote("--env", "staging")).exitCode).toBe(0);
  return place;
}

/** Does what another run would do that does not see this one. */
function takeLease(place: ClusterProject): void {
  const spec = { holderIdentity: "elsewhere/1/2/3/4", renewTime: new Date().toISOString().replace("Z", "000Z") };
  place.kubectl(
    "staging",
    "patch",
    "lease",
    `chatops-${place.name}`,
    "--type=merge",
    "--patch",
    JSON.stringify({ spec }),
  );
}

const giveBack = (place: ClusterProject): void => {
  const patch = JSON.stringify({ spec: { holderIdentity: null } });
  place.kubectl("staging", "patch", "lease", `chatops-${place.name}`, "--type=merge", "--patch", patch);
};

describe("while Helm waits for a hook", () => {
  full("a promotion that loses its Lease stops Helm, writes no more, and says so", async () => {
    const place = await withOne();
    const version = await place.release(plainServer, { [hookFile]: slowHook(nodeImage(), 45) });
    const ran = await stopWhenHelmSays(place, "pending-upgrade", [version], () => takeLease(place));
    expect(ran.exitCode, ran.stdout).toBe(5);
    expect(errorOf(ran)).toMatchObject({
      message: `lost the lock: another run took the Lease chatops-${place.name}`,
      hint: expect.stringContaining("run the same command again"),
    });
    expect(holderOf(place)).toBe("elsewhere/1/2/3/4");
    expect(historyOf(place).at(-1)).toMatchObject({ version, outcome: "begun" });
    const [pod, ...others] = serversOf(place);
    expect(others).toEqual([]);
    expect(pod.spec.containers[0].image).toContain(":0.1.0@");
    expect(place.revisions("staging").map(({ status }) => status)).not.toContain("pending-upgrade");
    giveBack(place);
    const next = await place.release(plainServer, { [hookFile]: slowHook(nodeImage(), 0) });
    expect((await place.promote("--env", "staging")).result).toMatchObject({ outcome: "healthy", version: next });
    expectSettled(place, next, "afterwards");
  });

  full("a killed promotion's Helm goes on, and never mixes with the next", async () => {
    const place = await withOne();
    const version = await place.release(`${plainServer}// late\n`, { [hookFile]: slowHook(nodeImage(), 25) });
    await stopWhenHelmSays(place, "pending-upgrade", [version], kill);
    const ran = await place.promote("--env", "staging", "0.1.0");
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version: "0.1.0" } });
    // Longer than the hook: an upgrade that still went on would be made now.
    await pause(25_000);
    expectSettled(place, "0.1.0", "after its hook");
  });
});
