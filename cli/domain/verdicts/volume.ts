import type { ClusterState, PodState } from "../rollout/cluster-state.ts";
import type { SeenEvent } from "../rollout/seen-event.ts";
import type { ClaimState } from "../rollout/surroundings.ts";
import { composeSays, inComposeError, saidByCompose } from "./compose-errors.ts";
import { lineOf } from "./evidence.ts";
import { anyOf, type Finding, inCluster, type Rule, untilTimeIsUp } from "./verdict.ts";

const claimAbsent: Rule = {
  code: "volume.claim-absent",
  reason: "volume",
  certainWhen: "the scheduler misses a claim, and Helm is done",
  find: inCluster(({ pods, isApplied }) =>
    pods.flatMap(({ name, unschedulable = "" }) => {
      const [, claim] = /persistentvolumeclaim "([^"]+)" not found/.exec(unschedulable) ?? [];
      if (!claim || !isApplied) return [];
      return {
        cause: `the PersistentVolumeClaim ${claim} does not exist`,
        evidence: [`${name}: ${unschedulable}`],
        fix: "Create the claim, or correct its name in the chart.",
        lasting: 1_000,
      };
    }),
  ),
};

const claimPending: Rule = {
  code: "volume.claim-pending",
  reason: "volume",
  certainWhen:
    "no volume can be made for a claim: its StorageClass is missing, none is bound to it for 30 s, or its driver fails for a minute",
  find: inCluster(({ claims }) => claims.filter(({ phase }) => phase === "Pending").flatMap(pending)),
};

/** The controller that binds claims looks again every 15 s: the chart's own volume may be free by then. */
const unboundForMs = 30_000;
/** A driver may come up a moment later than what needs it, on a node that was just added. */
const retriedForMs = 60_000;
/** What says that somebody is still at it. */
const isAtWork = /DeadlineExceeded|Aborted|timed out/;

const forAsLong = ({ message }: SeenEvent, ms: number): number => (isAtWork.test(message) ? untilTimeIsUp : ms);

function pending(claim: ClaimState): Finding[] {
  const failed = claim.events.findLast(({ reason }) => /^(ProvisioningFailed|FailedBinding)$/.test(reason));
  if (!failed) return [];
  const [, missing] = /storageclass\.storage\.k8s\.io "([^"]+)" not found/.exec(failed.message) ?? [];
  const retriedFor = failed.reason === "FailedBinding" ? unboundForMs : forAsLong(failed, retriedForMs);
  return [
    {
      cause: missing
        ? `the StorageClass ${missing} of the claim ${claim.name} does not exist`
        : `no volume is available for the claim ${claim.name}`,
      evidence: [lineOf(`claim ${claim.name}`, failed)],
      fix: "Name a StorageClass in the chart's values that `kubectl get storageclass` lists.",
      lasting: missing ? 1_000 : retriedFor,
    },
  ];
}

/** A Secret or ConfigMap that is missing is a matter of configuration. */
const isConfiguration = /\b(secret|configmap) "[^"]+" not found|references non-existent/i;

/** What a node's own folder is does not change by itself, unless another pod of the release makes it. */
const isFolder = /hostPath type check failed|not a directory/i;
const folderTries = 3;

const absent: Rule = {
  code: "volume.absent",
  reason: "volume",
  certainWhen: composeSays,
  find: saidByCompose(
    /external volume "([^"\n]{1,256})" not found/,
    ([, name]) => `the volume ${name} is external to the Compose file, and is not there`,
    ([, name]) => `Make it with \`docker volume create ${name}\`, or start what brings it along.`,
  ),
};

const mount: Rule = {
  code: "volume.mount",
  reason: "volume",
  certainWhen: `${composeSays}; or the kubelet fails for a minute to attach or mount it, three times if a node's folder is none`,
  find: anyOf(
    inComposeError(unmountable),
    saidByCompose(
      /(error while mounting volume|error while creating mount source path|invalid mount config|bind source path does not exist|failed to mount)/i,
      () => "a volume cannot be mounted",
      "Check the service's volumes in the Compose file and that their folders exist.",
    ),
    inCluster((cluster) => cluster.pods.flatMap((pod) => unmounted(pod, cluster))),
  ),
};

/** What runc cannot mount, and what the engine says of it when one is a folder and the other a file. */
function unmountable(text: string) {
  const match = /mounting "([^"\n]{1,512})" to rootfs at "([^"\n]{1,512})"/.exec(text);
  if (!match) return undefined;
  const [, source, target] = match;
  const cause = `${source} cannot be mounted at ${target}`;
  const { index } = match;
  return text.includes("Are you trying to mount a directory onto a file")
    ? {
        index,
        cause: `${cause}: one is a folder, and the other a file`,
        fix: "Put the file there. The engine makes an empty folder in place of a file that is missing: remove that one first.",
      }
    : {
        index,
        cause,
        fix: "Check the service's volumes in the Compose file: that what they name exists and may be read.",
      };
}

/** One node at a time may have it. */
const isHeld = /^Multi-Attach error .*already (?:used by pod|exclusively attached)/;

/** The kubelet mounts everything before it pulls anything. */
const isLater = /^(Pulling|Pulled|FailedCreatePodSandBox)$/;

function unmounted(pod: PodState, { workloads }: ClusterState): Finding[] {
  if (pod.containers.some(({ status }) => status !== "created")) return [];
  const since = pod.events.slice(pod.events.findLastIndex(({ reason }) => isLater.test(reason)) + 1);
  const failed = since.findLast(
    ({ reason, message }) => /^Failed(Mount|AttachVolume)$/.test(reason) && !isConfiguration.test(message),
  );
  if (!failed) return [];
  const isAlone = workloads.every(({ name, isDone }) => isDone || name === pod.workload.name);
  const isFinal = isFolder.test(failed.message) && failed.count >= folderTries && isAlone;
  const [, volume] = /volume "([^"]+)"/.exec(failed.message) ?? [];
  return [
    {
      cause: `${pod.workload.name} cannot mount ${volume ? `the volume ${volume}` : "a volume"}`,
      evidence: [lineOf(pod.name, failed)],
      fix:
        isHeld.test(failed.message) && pod.workload.kind === "Deployment"
          ? "Let `strategy` of the Deployment be `{ type: Recreate }`: a pod of the version before has the volume, and ends only once this one is ready."
          : "Check the pod's volumes in the chart: that what they name exists, and that no other node still uses it.",
      lasting: isFinal ? 1_000 : forAsLong(failed, retriedForMs),
    },
  ];
}

export const volumeRules: Rule[] = [absent, claimAbsent, claimPending, mount];
