import { setTimeout as pause } from "node:timers/promises";
import { Failure, messageOf } from "../../../lib/errors.ts";
import type { ExitReason } from "../../core/exit-codes.ts";
import { type Lease, type Leases, microTime } from "./lease-object.ts";

const renewMs = 5_000;
const retryMs = 1_000;
/** Less than a lease lasts: whoever waits for it finds us quiet before it is theirs. */
const deadlineMs = 12_000;

export interface Renewal {
  /** Stops renewing, and gives the lease back where it is still ours. */
  end: () => Promise<void>;
}

/** Renews a lease until its end; calls `lose` once, as soon as it is somebody else's or could not be renewed in time. */
export function keepRenewed(leases: Leases, taken: Lease, lose: (failure: Failure) => void): Renewal {
  const ending = new AbortController();
  let current = taken;
  let trouble: unknown;
  const giveUp = (failure: Failure) => {
    if (ending.signal.aborted) return;
    ending.abort();
    lose(failure);
  };
  const runOut = () => giveUp(notRenewed(leases.name, trouble));
  let deadline = setTimeout(runOut, deadlineMs);
  const renewed = (lease: Lease, sentAt: number) => {
    current = lease;
    clearTimeout(deadline);
    deadline = setTimeout(runOut, deadlineMs - (performance.now() - sentAt));
  };
  const renewing = (async () => {
    for (let wait = renewMs; await isOver(wait, ending.signal); ) {
      const sentAt = performance.now();
      try {
        const lease = await renew(leases, current);
        if (!lease) return giveUp(takenAway(leases.name));
        renewed(lease, sentAt);
        wait = renewMs;
      } catch (error) {
        trouble = error;
        wait = retryMs;
      }
    }
  })();
  return {
    end: async () => {
      ending.abort();
      clearTimeout(deadline);
      await renewing;
      clearTimeout(deadline);
      await letGo(leases, current);
    },
  };
}

/** Whether the time was waited for to its end. */
const isOver = (ms: number, signal: AbortSignal): Promise<boolean> => pause(ms, true, { signal }).catch(() => false);

/** Undefined where the lease is somebody else's. */
const renew = (leases: Leases, lease: Lease): Promise<Lease | undefined> =>
  writeOwn(leases, lease, ({ spec, ...rest }) => ({ ...rest, spec: { ...spec, renewTime: microTime() } }));

/** Nobody holds it any more; the object stays. Tried twice, as others would wait for it; then it runs out by itself. */
async function letGo(leases: Leases, lease: Lease): Promise<void> {
  const freed = ({ spec: { leaseTransitions = 0 }, ...rest }: Lease): Lease => ({
    ...rest,
    spec: { leaseTransitions },
  });
  const free = () => writeOwn(leases, lease, freed);
  await free()
    .catch(free)
    .catch(() => {});
}

/** Writes a lease of ours; a conflict may also come from a write whose answer got lost, so it is read again. */
async function writeOwn(leases: Leases, lease: Lease, change: (lease: Lease) => Lease): Promise<Lease | undefined> {
  const written = await leases.write(change(lease));
  if (written) return written;
  const seen = await leases.read();
  return seen && seen.spec.holderIdentity === lease.spec.holderIdentity ? writeOwn(leases, seen, change) : undefined;
}

const hint = "What was begun may be half done: run the same command again, and it goes on from what it finds.";

const takenAway = (name: string): Failure =>
  new Failure<ExitReason>("locked", `lost the lock: another run took the Lease ${name}`, { hint });

const notRenewed = (name: string, trouble: unknown): Failure =>
  new Failure<ExitReason>("api", `lost the lock: the Lease ${name} could not be renewed for ${deadlineMs / 1_000} s`, {
    details: trouble === undefined ? [] : [messageOf(trouble)],
    hint,
    cause: trouble,
  });
