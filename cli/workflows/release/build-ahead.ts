import { ahead } from "../../core/ahead.ts";
import type { Session } from "../../core/session.ts";
import type { Step } from "../../core/steps.ts";
import { type BuildAhead, buildAs, type ImageRequest } from "./build-image.ts";
import type { ImagePlace } from "./destinations.ts";
import { findBuilt } from "./image-store.ts";

type Told = Pick<Step, "progress" | "output">;

/**
 * Builds an image while `work` goes on, for which nobody has to wait for long then. Nobody sees the image before it is pushed;
 * the build is stopped where `work` ends without it. A dry run builds nothing, and a builder that pushes what it builds has to
 * wait for the reservation.
 */
export async function withBuildAhead<T>(
  { steps }: Session,
  places: ImagePlace,
  request: Omit<ImageRequest, "verifyHeld">,
  work: (begun: BuildAhead | undefined) => Promise<T>,
): Promise<T> {
  if (steps.dryRun || request.platforms) return work(undefined);
  const unneeded = new AbortController();
  const signal = AbortSignal.any([steps.signal, unneeded.signal]);
  const words = keptWords();
  const existing = ahead(findBuilt(places, request));
  const building = ahead(
    existing.then(async (image) => {
      signal.throwIfAborted();
      if (!image) await buildAs(places, request, { ...words.step, signal });
    }),
  );
  const finish = (step: Told) => {
    words.tell(step);
    return building;
  };
  try {
    return await work({ existing, finish });
  } finally {
    unneeded.abort();
    await Promise.allSettled([building]);
  }
}

/** What a step says before anybody listens, and from then on. */
function keptWords(): { step: Told; tell: (step: Told) => void } {
  const kept: [keyof Told, string][] = [];
  let listener: Told | undefined;
  const say = (kind: keyof Told) => (text: string) => (listener ? listener[kind](text) : kept.push([kind, text]));
  return {
    step: { progress: say("progress"), output: say("output") },
    tell: (step) => {
      listener = step;
      for (const [kind, text] of kept) step[kind](text);
    },
  };
}
