import { expect, test } from "vitest";
import type { Event } from "../../core/events.ts";
import { counts, eventIn, toldBy } from "./told.ts";

test.each<[line: string, type: string | undefined, kept: boolean]>([
  ['{"type":"note","text":"a"}', "note", false],
  ['{"type":"milestone","milestone":"release.published","version":"1.4.0"}', "milestone", true],
  ['{"type":"error","message":"a"}', "error", true],
  ['{"type":"err', undefined, false],
  ["Error: a program's own words", undefined, false],
  ["", undefined, false],
])("the line %j is an event of type %s, kept in any case: %s", (line, type, kept) => {
  expect({ type: eventIn(line)?.type, kept: counts(eventIn(line)) }).toEqual({ type, kept });
});

const result = (document: object) => ({ type: "result", result: document }) as Event;
const failed = { kind: "Promotion", environment: "prod", outcome: "failed", verdict: { cause: "it crashes" } };

test.each<[what: string, event: Event, told: object]>([
  [
    "a release that is out",
    { type: "milestone", milestone: "release.published", version: "1.4.0" },
    { version: "1.4.0" },
  ],
  ["a release that was there", result({ kind: "Release", version: "1.4.0" }), { version: "1.4.0" }],
  ["a failed promotion", result(failed), { message: "prod: it crashes" }],
  [
    "the failed one of several",
    result({ kind: "Promotions", promotions: [{ kind: "Promotion", outcome: "healthy" }, failed] }),
    { message: "prod: it crashes" },
  ],
  ["promotions that are healthy", result({ kind: "Promotions", promotions: [] }), {}],
  [
    "what runs again",
    { type: "milestone", milestone: "promotion.rolledBack", environment: "prod", version: "1.4.0", to: "1.3.0" },
    { rolledBack: "prod runs 1.3.0 again" },
  ],
  ["anything else", { type: "note", text: "a" }, {}],
])("of %s, that much is remembered", (_, event, told) => {
  expect(toldBy(event)).toEqual(told);
});
