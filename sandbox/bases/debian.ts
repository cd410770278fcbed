import type { Recipe, Suite } from "./recipe.ts";

/** debian:bookworm-slim and its like. */
export const debian: Recipe = (image) => {
  const suite = image.match(/^debian:(bullseye|bookworm|trixie)(?:-slim)?$/)?.[1];
  return suite ? { suite: suite as Suite } : undefined;
};
