import { expect, test } from "vitest";
import { composeContainer } from "../../../testing/fixtures/compose-states.ts";
import { type Aftermath, wordsOf } from "./aftermath.ts";
import { runningOf } from "./running.ts";

const labels = { "chatops.version": "1.4.0" };
const well = runningOf([composeContainer({ labels })], "chat", Date.now());
const sick = runningOf([composeContainer({ labels, status: "exited" })], "chat", Date.now());

test.each<[aftermath: Aftermath, before: typeof well, words: string]>([
  [{ did: "rolledBack", to: "1.4.0" }, well, "1.4.0 runs again and is healthy."],
  [{ did: "unchanged" }, well, "1.4.0 was not changed and still runs."],
  [{ did: "unchanged" }, sick, "1.4.0 was not changed; it was not healthy before either."],
  [{ did: "unchanged" }, undefined, "Nothing was changed."],
  [{ did: "removed" }, undefined, "Nothing ran here before, so 1.5.0 was removed; volumes were kept."],
  [{ did: "kept", why: "asked" }, well, "1.5.0 was kept as it is, as asked (--no-rollback)."],
  [
    { did: "kept", why: "nothingHealthy" },
    sick,
    "1.5.0 was kept: 1.4.0 ran here before and was not healthy, and no other version is recorded healthy. Deploy one that works: chatops deploy --version <version>",
  ],
  [
    { did: "kept", why: "nothingHealthy" },
    undefined,
    "1.5.0 was kept: other services of this Compose project were here before, and no other version is recorded healthy. Deploy one that works: chatops deploy --version <version>",
  ],
  [
    { did: "kept", why: "noFiles", target: "1.4.0" },
    well,
    "1.5.0 was kept: the Compose file of 1.4.0 is not to be found. Deploy one that works: chatops deploy --version <version>",
  ],
])("%j after %j is told as it is", (aftermath, before, words) => {
  expect(wordsOf(aftermath, "1.5.0", before)).toBe(words);
});
