import type { ClusterState } from "./cluster-state.ts";
import type { Pod } from "./objects.ts";
import type { Observation } from "./observation.ts";
import { portKey, refusedIn, servedPorts } from "./ports.ts";
import { lostServices, selects } from "./services.ts";

type Seen = Pick<Observation, "objects" | "namespace">;

/** What is no fault of this release, or may be meant so, and should be known all the same. */
export const warningsOf = (cluster: ClusterState, seen: Seen): string[] => [
  ...sickOthers(cluster, seen),
  ...selectingNothing(cluster),
  ...undeclaredPorts(cluster),
  ...refusedPorts(cluster),
  ...withoutAddress(cluster),
  ...unseen(cluster),
  ...keptPods(cluster, seen.namespace),
  ...partitioned(cluster),
];

function sickOthers({ pods }: ClusterState, { objects, namespace }: Seen): string[] {
  const own = new Set(pods.filter((pod) => isIn(namespace, pod.namespace)).map(({ name }) => name));
  return objects.pods
    .filter(
      ({ metadata }) =>
        !metadata?.deletionTimestamp && !own.has(metadata?.name ?? "") && isIn(namespace, metadata?.namespace),
    )
    .flatMap((pod) => {
      const trouble = troubleOf(pod);
      return trouble ? `${pod.metadata?.name} is not of this release's new revision, and ignored: ${trouble}` : [];
    });
}

const isIn = (own: string | undefined, namespace: string | undefined) => !namespace || namespace === own;

const troubleOf = ({ status }: Pod) =>
  [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
    .map(({ state }) => state?.waiting?.reason)
    .find((reason) => reason && /BackOff|Err|Invalid/.test(reason));

/** That is meant so: the chart says that somebody decides when each of them is replaced. */
const keptPods = ({ workloads }: ClusterState, home: string | undefined): string[] =>
  workloads.flatMap(({ kind, name, namespace = home, block }) => {
    if (!block || (block.isPaused && block.runsPromotedImage)) return [];
    const { why, pods = [], isByHand } = block;
    const said = `${kind} ${name} still runs ${listed(pods)} of the version before: ${why}`;
    const where = namespace ? ` --namespace ${namespace}` : "";
    return isByHand && pods.length > 0
      ? `${said}. To bring this one: kubectl${where} delete pod ${pods.slice(0, mostPods).join(" ")}`
      : said;
  });

const mostPods = 5;

const listed = (pods: readonly string[]): string =>
  pods.length === 0 || pods.length > mostPods ? `${pods.length || "its"} pods` : pods.join(", ");

/** A canary that its chart asks for. */
const partitioned = ({ workloads }: ClusterState): string[] =>
  workloads.flatMap(({ kind, name, kept = 0, wanted }) =>
    kept > 0
      ? `${kind} ${name}: ${kept} of ${wanted} pods stay in the version before, by the partition of its updateStrategy`
      : [],
  );

/** What is applied and not verified may make their pods later, and programs may give theirs what is selected. */
function selectingNothing(cluster: ClusterState): string[] {
  const lost = new Set(lostServices(cluster));
  return cluster.services
    .filter((service) => !service.isServed && !lost.has(service))
    .map(({ name }) => `the Service ${name} selects no pod yet`);
}

/** Containers need not declare their ports, so a number that none declares is no proof. */
function undeclaredPorts({ services, pods, answers }: ClusterState): string[] {
  return services.flatMap((service) => {
    const { name, ports } = service;
    const selected = pods.filter((pod) => !pod.workload.isHook && selects(service, pod));
    const declared = selected.flatMap(({ containers }) => containers.flatMap(({ ports }) => ports));
    if (declared.length === 0) return [];
    const isKnown = (port: number) =>
      selected.some((pod) =>
        ["answers", "refused"].includes(answers.get(portKey({ ...pod, pod: pod.name }, port)) ?? ""),
      );
    return ports
      .map(({ target }) => target)
      .filter((port) => typeof port === "number" && !isKnown(port) && !declared.some(({ number }) => number === port))
      .map((port) => `the Service ${name} leads to port ${port}, which no container declares`);
  });
}

/** Another port of the Service answers, or pods of another workload, or the API server may be kept from asking. */
function refusedPorts(cluster: ClusterState): string[] {
  const [all, refused] = [servedPorts(cluster), refusedIn(cluster)];
  const words = refused.map(({ service, workload, port }) => {
    const same = all.filter((each) => each.service === service && each.port === port && each.workload !== workload);
    const others = same.filter((each) => !refused.some(({ pod }) => pod === each.pod));
    return others.length > 0
      ? `the Service ${service.name} leads to ${workload} as well, where nothing answers on port ${port}, so what is sent there fails: let its selector fit ${others[0]?.workload} alone`
      : `nothing answers on port ${port}, where the Service ${service.name} leads`;
  });
  return [...new Set(words)];
}

const withoutAddress = ({ services }: ClusterState): string[] =>
  services
    .filter(({ lacksAddress }) => lacksAddress)
    .map(
      ({ name }) =>
        `the load balancer of the Service ${name} has no address yet, so nobody outside the cluster reaches it`,
    );

/** What has no pod, or none that may be seen. */
function unseen({ workloads }: ClusterState): string[] {
  const names = workloads.filter(({ isUnseen }) => isUnseen).map(({ kind, name }) => `${kind} ${name}`);
  const scheduled = workloads.filter(({ kind, unseenImages = [] }) => kind === "CronJob" && unseenImages.length > 0);
  return [
    ...(names.length > 0 ? [`applied, not verified: ${names.join(", ")}`] : []),
    ...scheduled.map(
      ({ name }) => `CronJob ${name} names a promoted image; its pods start by its schedule, and are not waited for`,
    ),
  ];
}
