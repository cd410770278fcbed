import type { Environment, Subject } from "../../environments/environment.ts";
import type { PromotionFacts } from "../../results/promotion.ts";
import { head } from "../../results/result.ts";

/** What every result of a promotion begins with. */
export const headOf = ({ name }: Environment, { recorded, facts }: Subject, more: PromotionFacts = {}) => {
  const { version, commit, image, imageId, images } = recorded;
  return { ...head("Promotion"), environment: name, version, commit, image, imageId, images, ...facts, ...more };
};
