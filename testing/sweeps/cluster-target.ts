import { execFileSync } from "node:child_process";
import type { Promotion } from "../../cli/domain/environment/history.ts";
import { type ClusterProject, clusterProject, sandboxCluster } from "../cluster/cluster-project.ts";
import type { HelmMajor } from "../cluster/helm.ts";
import { connected } from "../cluster/namespaces.ts";
import { promoteArguments } from "../cluster/promotion-checks.ts";
import { earlyProgram } from "../faults/early-programs.ts";
import { faultProxyBefore } from "../faults/fault-proxy.ts";
import { type Files, read } from "../fixtures/folder.ts";
import { sandbox } from "../sandbox/sandbox.ts";
import { ask } from "../servers/clients.ts";
import type { Published } from "../servers/own-servers.ts";
import { runBounded } from "./faulty-run.ts";
import {
  isOfProgram,
  markingServer,
  type Next,
  type Standing,
  type SweepTarget,
  weakProgram,
  weakRequests,
} from "./sweep-target.ts";

const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: {{ .Release.Name }}-data }
spec:
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 1Mi } }
`;

/** Refused by Helm alone, and only where something runs already. */
const refusesUpgrades = '{{ if .Release.IsUpgrade }}{{ fail "PASSWORDS ERROR" }}{{ end }}\n';

const settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shared-settings }\n";

/** A Deployment with the claim `<release>-data` mounted. */
export const mounting = (deployment: string) =>
  deployment
    .replace(/^( +)volumeMounts:\n/m, "$&$1  - { name: data, mountPath: /data }\n")
    .replace(
      /^( +)volumes:\n/m,
      "$&$1  - { name: data, persistentVolumeClaim: { claimName: {{ .Release.Name }}-data } }\n",
    );

/** Time for the way from the address to a pod to be closed before the pod is. */
const unhurried = (values: string) =>
  values
    .replace(/^preStopSeconds: .*/m, "preStopSeconds: 2")
    .replace(/^terminationGracePeriodSeconds: .*/m, "terminationGracePeriodSeconds: 4")
    .replace("type: ClusterIP", "type: LoadBalancer");

/** A namespace in which a version with a claim of its chart's runs, reached by way of what may fail. */
export async function clusterTarget(helm: HelmMajor, publish: Published): Promise<SweepTarget> {
  const proxy = await faultProxyBefore(await connected(sandboxCluster().kubeconfig));
  const program = earlyProgram("helm", sandbox().helm[helm]);
  const env = { KUBECONFIG: proxy.kubeconfig, PATH: `${program.bin}:${process.env.PATH}` };
  const place = await clusterProject({ publish, helm, env });
  const nexts = await releaseAll(place);
  place.kubectl("staging", "create", "configmap", "shared-settings", "--from-literal=mode=1");
  return {
    nexts,
    // What chatops itself asks is the same with either Helm.
    weaknesses: [weakRequests("API server", proxy, helm === 3 ? isOfProgram : undefined), weakProgram("helm", program)],
    run: (version) => runBounded(place, env, promoteArguments(version)),
    look: () => look(place),
    address: () => ({ host: hostOf(place) }),
    isSeamless: true,
    takeAway: () => takeAway(place, helm),
  };
}

async function releaseAll(place: ClusterProject): Promise<Next[]> {
  const server = markingServer("process.env.PORT");
  const chart: Files = {
    "chart/templates/claim.yaml": claim,
    "chart/templates/deployment.yaml": mounting(read(place.directory, "chart/templates/deployment.yaml")),
    "chart/values.yaml": unhurried(read(place.directory, "chart/values.yaml")),
  };
  const first = await place.release(server, chart);
  const second = await place.release(`${server}// second\n`);
  const next = async (title: string, fate: Next["fate"], text: string, files: Files = {}): Promise<Next> => {
    const none = { "chart/templates/refusal.yaml": "", "chart/templates/settings.yaml": "" };
    return { title, fate, versions: [await place.release(text, { ...none, ...files })] };
  };
  return [
    await next("refuses upgrades", "refused", `${server}// third\n`, {
      "chart/templates/refusal.yaml": refusesUpgrades,
    }),
    await next("somebody else's object", "refused", `${server}// fourth\n`, {
      "chart/templates/settings.yaml": settings,
    }),
    await next("crashing", "crashing", 'throw new Error("no database");\n'),
    { title: "good", fate: "good", versions: [first, second] },
  ];
}

const kinds = "services,persistentvolumeclaims,secrets,configmaps,leases";

const hostOf = (place: ClusterProject): string =>
  place.objects("staging", "services")[0]?.status.loadBalancer.ingress?.[0]?.ip ?? "";

async function look(place: ClusterProject): Promise<Standing> {
  const all = place.objects("staging", kinds);
  const named = (kind: string, name: string) => all.find((each) => each.kind === kind && each.metadata.name === name);
  const host = named("Service", place.name)?.status.loadBalancer.ingress?.[0]?.ip;
  const answer = host && (await ask({ host }, 2_000).catch(() => undefined));
  const claim = named("PersistentVolumeClaim", `${place.name}-data`)?.metadata;
  const revisions = all
    .filter(({ metadata }) => metadata.labels?.owner === "helm")
    .map(({ metadata }) => ({ revision: Number(metadata.labels.version), status: metadata.labels.status }))
    .sort((one, other) => one.revision - other.revision);
  const newest = revisions.at(-1);
  const running = revisions.findLast(({ status }) => status === "deployed");
  const history: Promotion[] = JSON.parse(named("ConfigMap", `chatops-${place.name}`)?.data["history.json"] ?? "[]");
  const holder = named("Lease", `chatops-${place.name}`)?.spec.holderIdentity;
  return {
    answer: answer?.replace(/^200 /, ""),
    volume: claim?.deletionTimestamp ? undefined : claim?.uid,
    made: newest ? `revision ${newest.revision} (${newest.status})` : "nothing",
    leftovers: [
      ...revisions.filter(({ status }) => /^(pending|uninstalling)/.test(status)).map(({ status }) => status),
      ...(holder ? [`Lease held by ${holder}`] : []),
    ],
    isBlamed: history.some(({ outcome, revision }) => outcome === "failed" && revision === running?.revision),
  };
}

/** Leaves nothing of it, so that the next installation is the first. */
function takeAway(place: ClusterProject, helm: HelmMajor): void {
  const namespace = ["--namespace", place.namespaces.staging];
  const env = { ...process.env, KUBECONFIG: sandboxCluster().kubeconfig };
  execFileSync(sandbox().helm[helm], ["uninstall", place.name, "--ignore-not-found", "--wait", ...namespace], {
    env,
    stdio: "ignore",
  });
  const remaining = `configmap/chatops-${place.name} lease/chatops-${place.name} persistentvolumeclaim/${place.name}-data`;
  place.kubectl("staging", "delete", "--ignore-not-found", ...remaining.split(" "));
  place.kubectl("staging", "delete", "secrets", "--selector", "owner=helm");
}
