import type { Verdict } from "../../domain/verdicts/verdict.ts";
import { type Identity, identify, type KnownImage } from "../../releases/image-identity.ts";
import type { RolloutOutcome } from "./wait.ts";

type Asking = Parameters<typeof identify>[2];

/**
 * Asks the registry about what nodes call by another digest than that of a promoted image. Where it is that image by
 * another name nothing is left to be warned of; where it certainly is another one, nothing is healthy.
 */
export async function verifyImages(
  outcome: RolloutOutcome,
  images: readonly KnownImage[],
  asking: Asking,
): Promise<RolloutOutcome> {
  if (outcome.verdict || outcome.doubts.length === 0) return outcome;
  const found = (await Promise.all(images.map((image) => identifiedPods(outcome, image, asking)))).flat();
  const wrong = found.flatMap(({ pod, identity }) =>
    identity.is === "another" ? `${pod.name} on ${pod.node}: ${pod.imageId}, of commit ${identity.commit}` : [],
  );
  if (wrong.length > 0) return { ...outcome, doubts: [], verdict: runsAnother(wrong) };
  const isReleased = (digest: string) => {
    const own = found.filter(({ pod }) => pod.image.endsWith(digest));
    return own.length > 0 && own.every(({ identity }) => identity.is === "released");
  };
  return { ...outcome, doubts: outcome.doubts.filter(({ digest }) => !isReleased(digest)) };
}

/** The pods that are to run an image, and what they do run; the same is asked about once. */
async function identifiedPods({ pods }: RolloutOutcome, image: KnownImage, asking: Asking) {
  const own = pods.filter((pod) => pod.image.endsWith(image.digest));
  const ids = [...new Set(own.map(({ imageId }) => imageId))];
  const identities = await Promise.all(ids.map((id) => identify(image, id, asking)));
  const unknown: Identity = { is: "unknown" };
  return own.map((pod) => ({ pod, identity: identities[ids.indexOf(pod.imageId)] ?? unknown }));
}

const runsAnother = (evidence: string[]): Verdict => ({
  code: "image.not-promoted",
  reason: "image",
  cause: "a node runs another image than the promoted one, which its pod names",
  evidence,
  fix: "Look at what was loaded into that node, and at the mirror that it pulls from; then promote again.",
});
