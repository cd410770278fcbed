import type { ClusterState, PodContainer, PodState } from "../rollout/cluster-state.ts";
import { composeSays, saidByCompose } from "./compose-errors.ts";
import { eventsOf } from "./evidence.ts";
import { notPromoted } from "./not-promoted.ts";
import { lacksSecret, noSecret, withoutSecret } from "./pull-secret.ts";
import { anyOf, type Find, type Finding, inCluster, type Rule, untilTimeIsUp } from "./verdict.ts";

/** What the kubelet says where it cannot have an image; events say it earlier, the pod's status often less. */
const pullErrors = ({ container, image, waiting }: PodContainer, { events }: PodState): string[] => {
  if (waiting && !/Image|Registry|ContainerCreating|PodInitializing/.test(waiting.reason)) return [];
  const own = events.filter(
    (event) => event.container === container && event.message.startsWith(`Failed to pull image`),
  );
  return [...own.map(({ message }) => message), ...(waiting ? [waiting.message] : [])].filter((text) =>
    text.includes(image),
  );
};

type FoundInPull = (container: PodContainer, cluster: ClusterState, pod: PodState) => Omit<Finding, "evidence">;

function pulls(pattern: RegExp, found: FoundInPull): Find {
  return inCluster((cluster) =>
    cluster.pods.flatMap((pod) =>
      pod.containers
        .filter(({ status }) => status === "created")
        .flatMap((container) => {
          const said = pullErrors(container, pod).findLast((text) => pattern.test(text));
          if (!said) return [];
          const finding = found(container, cluster, pod);
          return {
            ...finding,
            ...withoutSecret(pod, finding),
            evidence: [said, ...eventsOf(pod, noSecret, "BackOff")],
          };
        }),
    ),
  );
}

const isDenied = /unauthorized|forbidden|denied|insufficient_scope|authorization failed|no basic auth/i;
const isAbsent =
  /^(?!.*(no such host|unauthorized|forbidden|denied|authorization)).*(not found|manifest unknown|name unknown)/i;

/** A registry that was asked for the digest before has it, and its copies elsewhere get what was just pushed a moment later. */
const copiedWithinMs = 60_000;

const absent: Rule = {
  code: "image.absent",
  reason: "image",
  certainWhen: `${composeSays}; or the registry answers the kubelet that it does not have the image, for a minute if it had the promoted one before`,
  find: anyOf(
    saidByCompose(
      /(manifest (for \S+ )?(unknown|not found)|No such image: \S+|pull access denied for [^\s,]+|repository \S+ not found)/i,
      ([text]) => `could not get an image: ${text}`,
      "Check the image's name in the Compose file, and that you are logged in to its registry (docker login).",
    ),
    pulls(isAbsent, ({ image }, { images }) => ({
      cause: `the registry does not have ${image}`,
      fix: "Check the repository and the tag: one of them does not exist there.",
      lasting: images.some(({ reference, digest }) => image === reference && digest) ? copiedWithinMs : 0,
    })),
  ),
};

/** What makes Secrets may be about to make this one; the kubelet then asks again. */
const secretsMadeWithinMs = 20_000;

const denied: Rule = {
  code: "image.denied",
  reason: "image",
  certainWhen: "the registry refuses the image to the kubelet, for 20 seconds if the pull Secret does not exist yet",
  find: pulls(isDenied, ({ image, service }, _, pod) => ({
    cause: `the registry does not let the cluster pull ${image}`,
    fix: `Check the name, and that ${service} has an imagePullSecret of this namespace with the right to pull it.`,
    lasting: lacksSecret(pod) ? secretsMadeWithinMs : 0,
  })),
};

const invalidName: Rule = {
  code: "image.invalid-name",
  reason: "image",
  certainWhen: "the kubelet cannot read the image's name",
  find: inCluster(({ pods }, { settings }) =>
    pods.flatMap((pod) =>
      pod.containers
        .filter(({ waiting }) => waiting?.reason === "InvalidImageName")
        .map(({ image, waiting, facts }) => ({
          cause: `"${image}" is not a valid image name`,
          evidence: [waiting?.message ?? "", ...facts],
          fix: `Correct the image's name in ${settings}: lower case, and no scheme such as https://.`,
        })),
    ),
  ),
};

const neverPulled: Rule = {
  code: "image.never-pulled",
  reason: "image",
  certainWhen: "the node lacks the image, and the pod forbids to pull it",
  find: inCluster(({ pods }, { settings }) =>
    pods.flatMap(({ node, containers }) =>
      containers
        .filter(({ waiting }) => waiting?.reason === "ErrImageNeverPull")
        .map(({ image, facts }) => ({
          cause: `${node} does not have ${image}, and imagePullPolicy is Never`,
          evidence: facts,
          fix: `Load the image into every node, or set imagePullPolicy to IfNotPresent in ${settings}.`,
        })),
    ),
  ),
};

const unreachable: Rule = {
  code: "image.unreachable",
  reason: "image",
  certainWhen: `${composeSays}; in a cluster once the time is up, as a registry may answer again`,
  find: anyOf(
    saidByCompose(
      /Get "https?:\/\/([^/"]+)\/v2\/[^"]*": [^\n]+/,
      ([, registry]) => `the engine cannot reach the registry ${registry}, and lacks an image from there`,
      "Check the image's name in the Compose file and the engine's network, then run the same command again.",
    ),
    pulls(/./, ({ image }) => ({
      cause: `the cluster cannot pull ${image}`,
      fix: "Check that the nodes reach the registry, and promote again.",
      lasting: untilTimeIsUp,
    })),
  ),
};

const architecture: Rule = {
  code: "image.architecture",
  reason: "image",
  certainWhen: "the program exits with `exec format error`, or the registry has no image for the node's processor",
  find: anyOf(
    ({ containers, deployError = "" }) => {
      const sources = [...containers.map(({ log, startError }) => [...log, startError].join("\n")), deployError];
      if (!sources.some((text) => /exec format error/.test(text))) return [];
      return [
        {
          cause: "the image is for another processor, or its start script has no valid first line",
          evidence: ["exec format error", ...containers.flatMap(({ facts }) => facts).slice(0, 2)],
          fix: "Build the image for this machine's platform; a script needs `#!/bin/sh` and Unix line ends.",
        },
      ];
    },
    saidByCompose(
      /image with reference (\S{1,200}) was found but does not match the specified platform: wanted ([^\s,]{1,100}), actual: (\S{1,100})/,
      ([, image, wanted, actual]) => `${image} is for ${actual}, and ${wanted} is asked for`,
      "Build it for that platform, or take `platform` out of the Compose file, or DOCKER_DEFAULT_PLATFORM out of your environment.",
    ),
    pulls(/no match for platform/i, ({ image }) => ({
      cause: `${image} has nothing for the processor of its node`,
      fix: "Build the image for the platform of the nodes as well.",
    })),
  ),
};

export const imageRules: Rule[] = [architecture, absent, denied, invalidName, neverPulled, unreachable, notPromoted];
