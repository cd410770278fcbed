import { randomUUID } from "node:crypto";
import { Failure, preconditionError } from "../../../lib/errors.ts";
import { dropReservation, objectsAt, pushReservation, verifyArrived } from "../../adapters/git/publish.ts";
import { fetchReleases, reservations } from "../../adapters/git/releases.ts";
import { writeTagObject } from "../../adapters/git/tag-object.ts";
import type { ExitReason } from "../../core/exit-codes.ts";
import type { Steps } from "../../core/steps.ts";
import { whoami } from "../../core/whoami.ts";
import { holderOf, reservationMessage } from "../../domain/release/reservation.ts";
import { isTaggedByOthers, type Source, verifyStillOnBranch } from "./source.ts";

/** A version that this run alone may publish. */
export interface Reserved {
  /** Ref and tag object on the remote; undefined without a remote, or where its host allows no such refs. */
  held: { ref: string; object: string } | undefined;
  /** Throws where another run has taken the reservation over, or the release branch has lost the commit. */
  verifyHeld: () => Promise<void>;
}

const free: Reserved = { held: undefined, verifyHeld: async () => {} };

/** Reserves the version on the remote. Throws where another run is faster; the dead run of the same commit is taken over. */
export async function reserve(steps: Steps, source: Source, version: string): Promise<Reserved> {
  if (!source.remote) return free;
  const earlier = source.reservations.find((reservation) => reservation.version === version);
  const { repository, naming } = source;
  const ref = naming.reservation(version);
  let held: string | undefined;
  // What was published under the version by then keeps it from other commits.
  const undo = async () => held !== undefined && dropReservation(repository, ref, held, steps.signal.aborted);
  return steps.change(`Reserve ${version}`, { plan: `push ${ref}`, expect: free, undo }, async (step) => {
    const holder = { who: whoami(repository.env), since: new Date().toISOString(), nonce: randomUUID() };
    const object = await writeTagObject(repository, {
      ...source,
      name: naming.tag(version),
      message: reservationMessage(holder),
    });
    held = object;
    const outcome = await pushReservation(repository, ref, object, earlier?.object);
    if (outcome === "taken") throw lost(version, await holderNow(source, version));
    if (outcome === "unsupported") {
      if (isTaggedByOthers(source, version)) throw noPlaceBeside(naming.tag(version));
      step.say("not possible here: the tag, created once, decides");
      return { held: undefined, verifyHeld: verifier(source, version, undefined) };
    }
    await verifyArrived(repository, ref, object);
    return { held: { ref, object }, verifyHeld: verifier(source, version, { ref, object }) };
  });
}

/** Asks the remote, in one question, whether all is as it was when the run began. */
function verifier(source: Source, version: string, held: Reserved["held"]): Reserved["verifyHeld"] {
  const { repository, branch } = source;
  const head = `refs/heads/${branch.name}`;
  let known = branch.tip;
  return async () => {
    const now = await objectsAt(repository, held ? [held.ref, head] : [head]);
    if (held && now.get(held.ref) !== held.object) throw lost(version);
    if (now.get(head) === known) return;
    await verifyStillOnBranch(source);
    known = now.get(head);
  };
}

const noPlaceBeside = (tag: string) =>
  preconditionError(`the tag ${tag} is somebody else's, and the remote keeps nothing of ours beside it`, {
    hint: `Delete that tag and release the version again, or leave it as it is and name another version.`,
  });

/** Who holds the version by now, in words. */
async function holderNow({ repository, naming }: Source, version: string): Promise<string | undefined> {
  await fetchReleases(repository, naming);
  const held = (await reservations(repository, naming)).find((reservation) => reservation.version === version);
  return held && holderOf(held.message);
}

export const lost = (version: string, holder?: string) =>
  new Failure<ExitReason>("locked", `another run is releasing ${version}${holder ? `: ${holder}` : ""}`, {
    hint: "Wait until it is done, then run the same command again: it finds the release, or takes the next version.",
  });
