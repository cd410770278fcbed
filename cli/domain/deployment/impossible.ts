import { durationOf, millisecondsOf } from "../../core/duration.ts";
import type { ComposeModel, ComposeService } from "./compose-model.ts";

/** Why services can never come up as the Compose file has them, whatever their image is, and how to go on. */
export const impossibleServices = (
  { services = {} }: ComposeModel,
  names: readonly string[],
  timeoutMs: number,
): { why: string; hint: string }[] =>
  names.flatMap((name) => {
    const service = services[name] ?? {};
    return [...sharedPort(name, service), ...lateCheck(name, service, timeoutMs), ...unknownRestart(name, service)];
  });

interface Port {
  published?: string | number;
}

/** Every container of a service publishes its ports; a range has room for several. */
function sharedPort(name: string, { ports = [], deploy, scale }: ComposeService) {
  const replicas = Number(scale ?? (deploy as { replicas?: number } | undefined)?.replicas ?? 1);
  const fixed = (ports as Port[]).map(({ published }) => String(published ?? "")).find(isOnePort);
  if (replicas < 2 || fixed === undefined) return [];
  const last = Number(fixed) + replicas - 1;
  return [
    {
      why: `${replicas} containers of ${name} are to publish port ${fixed}, which only one can`,
      hint: `Publish a range, such as ${fixed}-${last}, leave the port to the engine, or run one container.`,
    },
  ];
}

const isOnePort = (published: string): boolean => /^[1-9]\d*$/.test(published);

interface HealthCheck {
  disable?: boolean;
  interval?: string;
  start_period?: string;
}

/** The engine checks for the first time when an interval is over; while a start period runs newer ones check more often. */
function lateCheck(name: string, { healthcheck }: ComposeService, timeoutMs: number) {
  const { disable, interval = "", start_period: startPeriod = "0s" } = (healthcheck ?? {}) as HealthCheck;
  const firstMs = millisecondsOf(interval);
  if (disable || millisecondsOf(startPeriod) > 0 || !(firstMs >= timeoutMs)) return [];
  return [
    {
      why: `the health check of ${name} runs for the first time after ${durationOf(firstMs)}, and --timeout is ${durationOf(timeoutMs)}`,
      hint: `Give it a shorter \`interval\`, or wait longer: \`--timeout ${durationOf(firstMs + 60_000)}\`.`,
    },
  ];
}

const restarts = /^(?:no|always|unless-stopped|on-failure(?::\d{1,9})?)$/;
/** What Kubernetes, Swarm and people call it. */
const meantRestarts = new Map([
  ["none", '"no"'],
  ["never", '"no"'],
  ["false", '"no"'],
  ["any", "always"],
  ["yes", "always"],
  ["true", "always"],
  ["onfailure", "on-failure"],
]);

/** Compose takes any word, and the engine refuses it once networks and other containers are made. */
function unknownRestart(name: string, { restart = "" }: ComposeService) {
  if (typeof restart !== "string" || restart === "" || restarts.test(restart)) return [];
  const meant = meantRestarts.get(restart.toLowerCase());
  return [
    {
      why: `the engine knows no restart policy ${restart}, which ${name} has`,
      hint: meant
        ? `Write \`restart: ${meant}\`.`
        : 'Write `restart: "no"`, `always`, `on-failure` or `unless-stopped`.',
    },
  ];
}
