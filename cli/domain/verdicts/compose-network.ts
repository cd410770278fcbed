import { composeSays, inComposeError, saidByCompose } from "./compose-errors.ts";
import { whoseIs } from "./neighbours.ts";
import { portRules } from "./published-ports.ts";
import { anyOf, type Rule } from "./verdict.ts";

const absent: Rule = {
  code: "network.absent",
  reason: "network",
  certainWhen: composeSays,
  find: saidByCompose(
    /network (\S{1,128}) declared as external, but could not be found/,
    ([, name]) => `the network ${name} is external to the Compose file, and is not there`,
    ([, name]) => `Make it with \`docker network create ${name}\`, or start what brings it along.`,
  ),
};

const addressTaken: Rule = {
  code: "network.address-taken",
  reason: "network",
  certainWhen: composeSays,
  // With a capital it is said of an address in a network; of a port in small letters.
  find: saidByCompose(
    /: Address already in use/,
    () => "another container has the address that the Compose file gives to a service",
    "Give every service of that network its `ipv4_address`, or set an `ip_range` beside the fixed ones; then deploy again.",
  ),
};

const subnet: Rule = {
  code: "network.subnet",
  reason: "network",
  certainWhen: composeSays,
  find: anyOf(
    saidByCompose(
      /Pool overlaps with other one on this address space|networks have overlapping IPv[46]/,
      () => "another network has the subnet that the Compose file asks for",
      "Choose another subnet for this environment, or leave `ipam` out; `docker network ls` and `inspect` show what is taken.",
    ),
    saidByCompose(
      /could not find an available, non-overlapping IPv\d address pool|all predefined address pools have been fully subnetted/,
      () => "the engine has no subnet left for another network",
      "Remove networks that nobody uses with `docker network prune`, or give the engine more `default-address-pools`.",
    ),
  ),
};

const inUse: Rule = {
  code: "network.in-use",
  reason: "network",
  certainWhen: composeSays,
  find: saidByCompose(
    /network (\S{1,128}) (?:id \S{1,80} )?has active endpoints/,
    ([, name]) => `the network ${name} is to be made anew, and containers of others are in it`,
    "`docker network inspect <name>` shows them: take them out with `docker network disconnect`, or leave the network in the Compose file as it was.",
  ),
};

const nameTaken: Rule = {
  code: "start.name-taken",
  reason: "start",
  certainWhen: composeSays,
  find: inComposeError((text, { engine }) => {
    const match = /container name "\/?([^"\s]{1,128})" is already in use/.exec(text);
    if (!match) return undefined;
    const [, name] = match;
    const other = engine?.neighbours.find((neighbour) => neighbour.name === name);
    const whose = other && whoseIs(other, engine?.project);
    const isKnown = whose && whose.is !== "nobody's";
    return {
      cause: isKnown ? `the name ${name} is taken by ${whose.says}` : `another container is called ${name}`,
      fix:
        whose?.is === "another environment's"
          ? "Take `container_name` out of the Compose file, as an engine has each name once: Compose then names containers by their environment."
          : "Remove that container if nobody needs it, or take `container_name` out of the Compose file.",
      index: match.index,
    };
  }),
};

const unchecked: Rule = {
  code: "probe.absent",
  reason: "probe",
  certainWhen: composeSays,
  find: saidByCompose(
    /dependency failed to start: container (\S{1,128}) has no healthcheck configured/,
    ([, name]) => `a service waits until ${name} is healthy, and that has no health check`,
    "Give the service that is waited for a `healthcheck`, or let the others wait for `service_started` only.",
  ),
};

/** What the engine refuses in words that leave no doubt. */
export const composeRules: Rule[] = [...portRules, absent, addressTaken, subnet, inUse, nameTaken, unchecked];
