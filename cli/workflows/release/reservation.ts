import { randomUUID } from "node:crypto";
import { Failure } from "../../../lib/errors.ts";
import { dropReservation, pushReservation, reservedObject } from "../../adapters/git/publish.ts";
import { fetchReleases, reservations } from "../../adapters/git/releases.ts";
import { writeTagObject } from "../../adapters/git/repository.ts";
import type { ExitReason } from "../../core/exit-codes.ts";
import type { Steps } from "../../core/steps.ts";
import { whoami } from "../../core/whoami.ts";
import { holderOf, reservationMessage } from "../../domain/release/reservation.ts";
import { tagOf } from "../../domain/release/version.ts";
import type { Source } from "./source.ts";

/** A version that this run alone may publish. */
export interface Reserved {
  /** The tag object on the remote; undefined without a remote, or where its host allows no such refs. */
  object: string | undefined;
  /** Throws where another run has taken the reservation over. */
  verifyHeld: () => Promise<void>;
}

const free: Reserved = { object: undefined, verifyHeld: async () => {} };

/** Reserves the version on the remote. Throws where another run is faster; the dead run of the same commit is taken over. */
export async function reserve(steps: Steps, source: Source, version: string): Promise<Reserved> {
  if (!source.remote) return free;
  const earlier = source.reservations.find((reservation) => reservation.version === version);
  let held: string | undefined;
  // What was published under the version by then keeps it from other commits.
  const undo = async () =>
    held !== undefined && dropReservation(source.repository, version, held, steps.signal.aborted);
  return steps.change(
    `Reserve ${version}`,
    { plan: `push refs/chatops/reservations/${tagOf(version)}`, expect: free, undo },
    async (step) => {
      const holder = { who: whoami(source.repository.env), since: new Date().toISOString(), nonce: randomUUID() };
      const object = await writeTagObject(source.repository, {
        ...source,
        name: tagOf(version),
        message: reservationMessage(holder),
      });
      held = object;
      const outcome = await pushReservation(source.repository, version, object, earlier?.object);
      if (outcome === "taken") throw lost(version, await holderNow(source, version));
      if (outcome === "unsupported") {
        step.say("not possible here: the tag, created once, decides");
        return free;
      }
      return { object, verifyHeld: () => verifyHeld(source, version, object) };
    },
  );
}

async function verifyHeld({ repository }: Source, version: string, object: string): Promise<void> {
  if ((await reservedObject(repository, version)) !== object) throw lost(version);
}

/** Who holds the version by now, in words. */
async function holderNow({ repository }: Source, version: string): Promise<string | undefined> {
  await fetchReleases(repository);
  const held = (await reservations(repository)).find((reservation) => reservation.version === version);
  return held && holderOf(held.message);
}

export const lost = (version: string, holder?: string) =>
  new Failure<ExitReason>("locked", `another run is releasing ${version}${holder ? `: ${holder}` : ""}`, {
    hint: "Wait until it is done, then run the same command again: it finds the release, or takes the next version.",
  });
