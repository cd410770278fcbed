import type { Neighbour, Rollout } from "../rollout/rollout.ts";
import { composeSays, inComposeError } from "./compose-errors.ts";
import { type Whose, whoseIs } from "./neighbours.ts";
import type { Finding, Rule } from "./verdict.ts";

/** Where engines from 24 to 29, RootlessKit and Docker Desktop name the port that could not be opened, and then why. */
const bindErrors = [
  /listen (?:tcp|udp)\d? (?<address>\S{0,80}):(?<port>\d{1,5}): bind: (?<why>.+)/,
  /failed to bind host port for (?<address>[\d.]{1,15}|\[[^\]\s]{1,80}\]):(?<port>\d{1,5}):\S{1,80}: (?<why>.+)/,
  /failed to bind host port (?<port>\d{1,5}) for (?<address>[\d.]{1,15}|\[[^\]\s]{1,80}\]):\S{1,80}: (?<why>.+)/,
  /failed to bind host port (?<address>\S{1,80}):(?<port>\d{1,5})\/\w{1,9}: (?<why>.+)/,
  /failed to listen on (?<address>\S{1,80}):(?<port>\d{1,5}): (?<why>.+)/,
  /Bind for (?<address>\S{1,80}):(?<port>\d{1,5}) failed: (?<why>.+)/,
];

interface BindError {
  index: number;
  address: string;
  port: string;
  why: string;
}

function bindErrorIn(text: string): BindError | undefined {
  for (const pattern of bindErrors) {
    const match = pattern.exec(text);
    const { address = "", port = "", why = "" } = match?.groups ?? {};
    if (match) return { index: match.index, address: address.replace(/^\[|\]$/g, ""), port, why };
  }
  return undefined;
}

/** A port that could not be opened, for a reason of this kind. */
const unopened = (reason: RegExp, said: (error: BindError, rollout: Rollout) => Pick<Finding, "cause" | "fix">) =>
  inComposeError((text, rollout) => {
    const error = bindErrorIn(text);
    return error && reason.test(error.why) ? { ...said(error, rollout), index: error.index } : undefined;
  });

const another =
  "publish another port: change `ports` in the Compose file, or the variable that it names, as in PORT=8081.";
const choosePort = `Free the port, or ${another}`;
const orAnother = `or ${another}`;

const machineIn = ({ engine }: Rollout): string => engine?.machine ?? "this machine";

const taken: Rule = {
  code: "network.port-taken",
  reason: "network",
  certainWhen: composeSays,
  find: (rollout) => {
    const named = portTaken(rollout);
    return named.length > 0 ? named : unnamedTaken(rollout);
  },
};

const portTaken = unopened(
  /already (?:in use|allocated)|^only one usage of each socket address/i,
  ({ port }, rollout) => {
    const { neighbours = [], project } = rollout.engine ?? {};
    const holder = neighbours.find(({ ports }) => ports.includes(Number(port)));
    const cause = `port ${port} of ${machineIn(rollout)} is taken by`;
    return holder ? heldBy(holder, project, cause) : { cause: `${cause} another program`, fix: choosePort };
  },
);

function heldBy(holder: Neighbour, own: string | undefined, cause: string): Pick<Finding, "cause" | "fix"> {
  const { is, says } = whoseIs(holder, own);
  return { cause: `${cause} ${says}`, fix: fixes[is](holder) };
}

const fixes: Record<Whose["is"], (holder: Neighbour) => string> = {
  "nobody's": ({ name }) => `Run \`docker stop ${name}\`, ${orAnother}`,
  "this project's": () => "Let only one of its services publish that port.",
  "another environment's": () => `Both run on this machine, so ${another}`,
  "another project's": ({ project }) =>
    `Run \`docker compose --project-name ${project} down\`, which keeps its volumes, ${orAnother}`,
};

/** Of a range, or found out only when the port is listened on. */
const unnamedTaken = inComposeError((text) => {
  const match = /failed to listen on tcp socket: address already in use|all ports are allocated/i.exec(text);
  const cause = "a port that the Compose file publishes is taken by another program";
  return match ? { cause, fix: choosePort, index: match.index } : undefined;
});

const denied: Rule = {
  code: "network.port-denied",
  reason: "network",
  certainWhen: composeSays,
  find: unopened(/permission denied|forbidden by its access permissions/i, ({ port }, rollout) => ({
    cause: `the engine may not open port ${port} of ${machineIn(rollout)}`,
    fix: "Publish a port from 1024 on, or let a rootless engine open lower ones with net.ipv4.ip_unprivileged_port_start.",
  })),
};

const noAddress: Rule = {
  code: "network.address-absent",
  reason: "network",
  certainWhen: composeSays,
  find: unopened(
    /cannot assign requested address|address is not valid in its context/i,
    ({ address, port }, rollout) => ({
      cause: `${machineIn(rollout)} has no address ${address} to publish port ${port} on`,
      fix: "Name an address in `ports` that the machine of the engine has, or none.",
    }),
  ),
};

export const portRules: Rule[] = [taken, denied, noAddress];
