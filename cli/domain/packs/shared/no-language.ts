import type { Language } from "./language.ts";

const never = /(?!)/g;

/** A program in a language that no pack reads. */
export const noLanguage: Language = {
  name: "an unknown language",
  files: never,
  notRun: never,
  foldersNotRun: [],
  comments: never,
  sourcesOf: () => [],
  port: { defaults: [], fixed: [], read: never },
  loopback: never,
  loopbackHost: undefined,
  variables: { reads: [], optionalAfter: never, testedAfter: never, testedBefore: never, schemas: [] },
  health: [],
  stops: never,
  writes: [],
};
