import type { PodState } from "../rollout/cluster-state.ts";
import { composeSays, saidByCompose } from "./compose-errors.ts";
import { anyOf, type Finding, inCluster, type Rule } from "./verdict.ts";

const variable: Rule = {
  code: "configuration.variable",
  reason: "configuration",
  certainWhen: composeSays,
  find: saidByCompose(
    /required variable (?<variable>\S+) is missing a value|environment variable "(?<source>[^"\n]{1,256})" required by (?:secret|config|file) "[^"\n]{1,256}" is not set/,
    ({ groups }) => `the Compose file needs the variable ${groups?.variable ?? groups?.source}`,
    "Set it in the environment or in the .env file beside the Compose file.",
  ),
};

const logging: Rule = {
  code: "configuration.logging",
  reason: "configuration",
  certainWhen: composeSays,
  find: anyOf(
    saidByCompose(
      /error looking up logging plugin (\S{1,256}): |no log driver named '([^'\n]{1,256})' is registered/,
      ([, plugin, name]) => `the engine does not have the logging driver ${plugin ?? name}`,
      "Install it with `docker plugin install`, or name another driver under `logging` of the Compose file.",
    ),
    saidByCompose(
      /failed to initialize logging driver: (.+)/,
      ([, why]) => `the engine cannot write the log of a container: ${why}`,
      "Check `logging` of the Compose file, and that the place where it sends the log answers the engine.",
    ),
    saidByCompose(
      /unknown log opt ['"]([^'"\n]{1,256})/,
      ([, option]) => `the logging driver does not know the option ${option}`,
      "Correct it under `logging` of the Compose file.",
    ),
  ),
};

const envFile: Rule = {
  code: "configuration.env-file",
  reason: "configuration",
  certainWhen: composeSays,
  find: saidByCompose(
    /env file (\S+) not found/,
    ([, name]) => `the file ${name} of the Compose file's env_file is not there`,
    "Create it, or remove it from the Compose file.",
  ),
};

/** What the kubelet says of a pod's configuration: in the status late, and of its files in events only. */
function said(pod: PodState, pattern: RegExp, found: (match: RegExpExecArray) => Omit<Finding, "evidence">): Finding[] {
  const waiting = pod.containers.flatMap((container) =>
    container.waiting?.reason === "CreateContainerConfigError" ? container.waiting.message : [],
  );
  const events = isStarting(pod) ? pod.events.filter(({ reason }) => /^Failed(Mount)?$/.test(reason)) : [];
  const match = [...waiting, ...events.map(({ message }) => message)].map((text) => pattern.exec(text)).find(Boolean);
  return match ? [{ ...found(match), evidence: [`${pod.name}: ${match.input}`] }] : [];
}

const isStarting = ({ containers }: PodState) => containers.every(({ status }) => status === "created");

/**
 * A controller may be about to make it, as External Secrets does, and the kubelet only looks again after 10 to 15 s:
 * until then it says what was so before.
 */
const absentForMs = 20_000;

const absent: Rule = {
  code: "configuration.absent",
  reason: "configuration",
  certainWhen: "the kubelet misses a Secret or ConfigMap, and still does 20 s later",
  find: inCluster(({ pods }) =>
    pods.flatMap((pod) =>
      said(pod, /\b(secret|configmap) "([^"]+)" not found/i, ([, kind = "", name]) => ({
        cause: `${pod.workload.name} needs the ${kindOf(kind)} ${name}, which does not exist`,
        fix: `Create the ${kindOf(kind)} ${name} in this namespace, or correct the name in the chart.`,
        lasting: absentForMs,
      })),
    ),
  ),
};

const kindOf = (text: string) => (text.toLowerCase() === "secret" ? "Secret" : "ConfigMap");

const key: Rule = {
  code: "configuration.key",
  reason: "configuration",
  certainWhen: "the kubelet misses a key of a Secret or ConfigMap, and still does 20 s later",
  find: inCluster(({ pods }) =>
    pods.flatMap((pod) => [
      ...said(pod, /couldn't find key (\S+) in (Secret|ConfigMap) (\S+)/i, ([, name, kind = "", place = ""]) => ({
        cause: `the ${kindOf(kind)} ${place.replace(/^.*\//, "")} has no key ${name}`,
        fix: `Add the key ${name}, or correct it in the chart.`,
        lasting: absentForMs,
      })),
      ...said(pod, /references non-existent (?:secret|config) key: (\S+)/i, ([, name]) => ({
        cause: `${pod.workload.name} mounts the key ${name}, which its Secret or ConfigMap does not have`,
        fix: `Add the key ${name}, or correct it in the chart.`,
        lasting: absentForMs,
      })),
    ]),
  ),
};

const rootUser: Rule = {
  code: "configuration.root-user",
  reason: "configuration",
  certainWhen: "the kubelet refuses to run the image as root",
  find: inCluster(({ pods }) =>
    pods.flatMap((pod) =>
      said(pod, /runAsNonRoot and image (will run as root|has non-numeric user)/, ([, why]) => ({
        cause: `${pod.workload.name} must not run as root, but its image ${why}`,
        fix: "Let the Dockerfile end with a numeric USER such as 1000, or set securityContext.runAsUser in the chart.",
      })),
    ),
  ),
};

export const configurationRules: Rule[] = [variable, envFile, logging, key, absent, rootUser];
