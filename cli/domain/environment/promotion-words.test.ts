import { expect, test } from "vitest";
import { type PromotionOptions, type PromotionWords, readPromotion } from "./promotion-words.ts";

test.each<[words: string[], options: PromotionOptions, meant: PromotionWords]>([
  [[], { env: "prod" }, { version: undefined, environment: "prod" }],
  [[], { allAuto: true }, { version: undefined, environment: undefined }],
  [["1.4.0"], { env: "prod" }, { version: "1.4.0", environment: "prod" }],
  [["1.4.0"], { allAuto: true }, { version: "1.4.0", environment: undefined }],
  [[], { env: "prod", version: "1.4.0" }, { version: "1.4.0", environment: "prod" }],
  [["staging"], {}, { version: undefined, environment: "staging" }],
  [["staging"], { version: "1.4.0" }, { version: "1.4.0", environment: "staging" }],
  [["1.4.0", "staging"], {}, { version: "1.4.0", environment: "staging" }],
  [["v1.4.0", "dev"], {}, { version: "v1.4.0", environment: "dev" }],
  [["staging", "1.4.0"], {}, { version: "1.4.0", environment: "staging" }],
  [["api/v1.4.0", "staging"], {}, { version: "api/v1.4.0", environment: "staging" }],
  [["staging", "api-1.4.0"], {}, { version: "api-1.4.0", environment: "staging" }],
  [["dev", "staging"], {}, { version: "dev", environment: "staging" }],
  [["staging", "dev"], {}, { version: "dev", environment: "staging" }],
  // An environment of that name is what many projects have; the working tree needs one named beside it.
  [["dev"], {}, { version: undefined, environment: "dev" }],
  [["dev"], { env: "staging" }, { version: "dev", environment: "staging" }],
])("%j with %j means %j", (words, options, meant) => {
  expect(readPromotion(words, options)).toEqual(meant);
});

test.each<[words: string[], options: PromotionOptions, said: string]>([
  [[], {}, "no environment given"],
  [["1.4.0"], {}, "no environment given"],
  [["v1.4.0"], {}, "no environment given"],
  [["api/v1.4.0"], {}, "no environment given"],
  [["1.4.0", "staging"], { env: "prod" }, "staging is one word too many"],
  [["1.4.0", "staging"], { allAuto: true }, "staging is one word too many"],
])("%j with %j is refused", (words, options, said) => {
  expect(() => readPromotion(words, options)).toThrow(said);
});
