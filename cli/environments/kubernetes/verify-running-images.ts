import type { Verdict } from "../../domain/verdicts/verdict.ts";
import { type Identity, identify, type KnownImage } from "../../releases/image-identity.ts";
import type { PodOutcome, RolloutOutcome } from "./wait.ts";

type Asking = Parameters<typeof identify>[2];

/**
 * Asks the registry about what nodes call by another digest than that of the promoted image. Where it is that image by
 * another name nothing is left to be warned of; where it certainly is another one, nothing is healthy.
 */
export async function verifyImages(
  outcome: RolloutOutcome,
  image: KnownImage,
  asking: Asking,
): Promise<RolloutOutcome> {
  if (outcome.verdict || !outcome.unverified) return outcome;
  const { unverified, ...verified } = outcome;
  const own = outcome.pods.filter((pod) => pod.image.endsWith(image.digest));
  const ids = [...new Set(own.map(({ imageId }) => imageId))];
  const identities = await Promise.all(ids.map((id) => identify(image, id, asking)));
  const of = ({ imageId }: PodOutcome): Identity => identities[ids.indexOf(imageId)] ?? { is: "unknown" };
  const wrong = own.flatMap((pod) => {
    const identity = of(pod);
    return identity.is === "another" ? `${pod.name} on ${pod.node}: ${pod.imageId}, of commit ${identity.commit}` : [];
  });
  if (wrong.length > 0) return { ...verified, verdict: runsAnother(wrong) };
  return own.length > 0 && own.every((pod) => of(pod).is === "released") ? verified : outcome;
}

const runsAnother = (evidence: string[]): Verdict => ({
  code: "image.not-promoted",
  reason: "image",
  cause: "a node runs another image than the promoted one, which its pod names",
  evidence,
  fix: "Look at what was loaded into that node, and at the mirror that it pulls from; then promote again.",
});
