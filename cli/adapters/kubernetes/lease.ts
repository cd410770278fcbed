import { setTimeout as pause } from "node:timers/promises";
import { Failure } from "../../../lib/errors.ts";
import type { ExitReason } from "../../core/exit-codes.ts";
import { isGone, ownIdentity } from "../../core/process-identity.ts";
import type { Cluster } from "./cluster.ts";
import { type Lease, type Leases, leasesOf, microTime, newLease } from "./lease-object.ts";
import { keepRenewed } from "./lease-renewal.ts";

export interface LeaseRequest {
  /** What it is held for: `promote 1.4.0 to prod`. */
  purpose: string;
  /** Who holds it, for people: `robot@build-7`. */
  holder: string;
  /** Told where a lease is found held, before waiting to see whether its holder lives. */
  onWait?: (text: string) => void;
}

export interface HeldLease {
  /** Aborted with a Failure where the lease is lost, and by the signal that was given: nothing may be written any more. */
  signal: AbortSignal;
  /** The run that held it before died. */
  takenOver: boolean;
  /** How often it had changed hands before. */
  transitions: number;
}

const durationSeconds = 15;
const pollMs = 500;
/** Renewing tries again by itself. */
const renewMs = 3_000;

const purposeKey = "chatops.dev/purpose";
const holderKey = "chatops.dev/holder";

/**
 * Runs `task` while holding the Lease `name` of the cluster's namespace. A lease whose holder does not renew it for as
 * long as it lasts is taken over. Throws a `locked` Failure, naming who is at work, where its holder lives.
 */
export async function withLease<T>(
  cluster: Cluster,
  name: string,
  request: LeaseRequest,
  signal: AbortSignal,
  task: (lease: HeldLease) => Promise<T>,
): Promise<T> {
  const leases = leasesOf(cluster, name);
  const found = await waitUntilFree(leases, request, signal);
  const taken = await take(leases, found, request);
  const losing = new AbortController();
  const renewal = keepRenewed(leasesOf(cluster, name, renewMs), taken, (failure) => losing.abort(failure));
  try {
    const takenOver = Boolean(found?.spec.holderIdentity);
    const transitions = found?.spec.leaseTransitions ?? 0;
    const result = await task({ signal: AbortSignal.any([signal, losing.signal]), takenOver, transitions });
    losing.signal.throwIfAborted();
    return result;
  } catch (error) {
    // Whatever the task says to being stopped, this is why.
    losing.signal.throwIfAborted();
    throw error;
  } finally {
    await renewal.end();
  }
}

/**
 * How often the lease has changed hands; undefined while somebody holds it. What was read after this is still so where a
 * lease that is held later had changed hands as often before: nobody has held it meanwhile.
 */
export async function transitionsOf(cluster: Cluster, name: string): Promise<number | undefined> {
  const { holderIdentity, leaseTransitions = 0 } = (await leasesOf(cluster, name).read())?.spec ?? {};
  return holderIdentity ? undefined : leaseTransitions;
}

/** The lease as it was last seen: free, or held by a run that is dead. Undefined where there is none yet. */
async function waitUntilFree(
  leases: Leases,
  { onWait }: LeaseRequest,
  signal: AbortSignal,
): Promise<Lease | undefined> {
  const held = await leases.read();
  const { holderIdentity, renewTime, leaseDurationSeconds = durationSeconds } = held?.spec ?? {};
  if (!held || !holderIdentity || isGone(holderIdentity)) return held;
  onWait?.(`${describe(held)} holds the lock; waiting up to ${leaseDurationSeconds} s to see whether it lives`);
  const start = performance.now();
  // Time stands still or it does not: nobody's clock but our own is asked.
  while (performance.now() - start <= leaseDurationSeconds * 1_000) {
    await pause(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    const seen = await leases.read();
    if (!seen?.spec.holderIdentity) return seen;
    if (seen.spec.holderIdentity !== holderIdentity || seen.spec.renewTime !== renewTime) throw locked(seen);
  }
  return held;
}

async function take(leases: Leases, found: Lease | undefined, { purpose, holder }: LeaseRequest): Promise<Lease> {
  const { metadata, spec, ...type } = found ?? newLease(leases.name);
  const now = microTime();
  const holderIdentity = ownIdentity();
  const taken = await leases.write({
    ...type,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [purposeKey]: purpose, [holderKey]: holder } },
    spec: {
      holderIdentity,
      leaseDurationSeconds: durationSeconds,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: (spec.leaseTransitions ?? 0) + 1,
    },
  });
  if (taken) return taken;
  // A conflict may also come from a write of ours whose answer got lost.
  const seen = await leases.read();
  if (seen?.spec.holderIdentity === holderIdentity) return seen;
  throw locked(seen);
}

const describe = ({ metadata: { annotations = {} }, spec }: Lease): string =>
  `${annotations[purposeKey] ?? "unknown"} (${annotations[holderKey] ?? spec.holderIdentity}, since ${spec.acquireTime})`;

const locked = (winner: Lease | undefined): Failure =>
  new Failure<ExitReason>("locked", `another run is busy here${winner ? `: ${describe(winner)}` : ""}`, {
    hint: "Wait until it is done, then run the same command again.",
  });
