import type { Helm } from "../../adapters/helm/program.ts";
import type { Session } from "../../core/session.ts";
import type { Steps } from "../../core/steps.ts";
import { isOfRepository, repositoryOf, tagOf } from "../../domain/image/reference.ts";
import { keyFor } from "../../domain/release/naming.ts";
import type { PromotionRequest } from "../environment.ts";
import { type Begun, begin, type Found, type Where } from "./begin.ts";
import type { Connection } from "./connection.ts";
import { verifyOwner } from "./owner.ts";
import type { PinnedImage } from "./pin-images.ts";
import type { Plan } from "./plan.ts";
import type { Prefetched } from "./prefetch.ts";
import { verifyRights } from "./preflight-rights.ts";
import type { VerifiedImage } from "./verify-artifacts.ts";

export interface Inspected extends Pick<Begun, "opened"> {
  connection: Connection;
  helm: Helm;
  plan: Plan;
  /** Undefined if the namespace is not there yet. */
  found: Found | undefined;
  /** Undefined if its registry could not be asked from here. */
  verified: readonly VerifiedImage[];
  prefetched: Prefetched;
}

/** Reads everything that the promotion needs, and refuses what cannot go well. Changes nothing. */
export async function inspect(session: Session, request: PromotionRequest, where: Where): Promise<Inspected> {
  const { steps } = session;
  const stopping = new AbortController();
  const begun = begin(session, request, where, AbortSignal.any([steps.signal, stopping.signal]));
  try {
    const [verified] = await steps.look(`Check image and chart of ${begun.release.version}`, () =>
      Promise.all([begun.images, begun.chart, begun.values, begun.identity]),
    );
    const connection = await steps.look("Connect to the cluster", async (step) => {
      const connected = await where.connecting.connection();
      step.say(`${connected.cluster.context}, namespace ${connected.cluster.namespace}`);
      return connected;
    });
    return await steps.look("Plan the promotion", async (step) => {
      const [helm, plan] = await Promise.all([where.connecting.helm(), begun.plan]);
      step.say(`${plan.objects.length} objects, Helm ${helm.version}`);
      warnOfImages(steps, plan, connection.environment);
      const prefetched = await begun.prefetched;
      // If the records may not be read, all rights that are missing are named at once, as if nothing ran there yet.
      const found = await begun.found.catch(async (error) => {
        await verifyRights(connection.cluster, plan.objects, request.rollback, prefetched);
        throw error;
      });
      if (found) await verifyOwner(request, connection, found);
      return { connection, helm, plan, found, verified, prefetched, opened: begun.opened };
    });
  } catch (error) {
    stopping.abort();
    // Helm has to be gone before its files are.
    await begun.plan.catch(() => {});
    void begun.opened.then((opened) => opened?.close());
    throw error;
  }
}

/** Says what is odd about the names of images, and which of them are not run at all. */
function warnOfImages({ warn }: Pick<Steps, "warn">, { images, absent, release: { version } }: Plan, place: string) {
  for (const image of images) {
    const oddity = oddityOf(image, version);
    if (oddity) warn(...oddity);
  }
  const services = absent.map(({ service }) => service);
  if (services.length > 0)
    warn(
      `with the values of ${place} the chart does not run ${services.join(", ")} of ${version}`,
      "That is right if these values turn it off.",
    );
}

/** What is odd about an image's name, and what to do about it; the digest decides what runs, whatever stands before it. */
function oddityOf(
  { reference, byDigest, image }: PinnedImage,
  version: string,
): [text: string, hint?: string] | undefined {
  const [name = ""] = reference.split("@");
  const isRight = "its digest is right, and decides what runs";
  if (!byDigest) {
    const text = `the chart names ${reference} without its digest, so what the nodes run is compared with it afterwards`;
    return [text, `\`${keyFor(image, "chart.image")}\` of chatops.yaml names the keys that take one.`];
  }
  if (!isOfRepository(name, image.repository))
    return [`the chart takes the image of ${version} from ${repositoryOf(name)}; ${isRight}`];
  if (name === repositoryOf(name) || tagOf(name) === version) return undefined;
  const text = `the chart calls the image of ${version} ${name}; ${isRight}`;
  return [text, "Take the image's tag out of the values."];
}
