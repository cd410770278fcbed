import { expect, test } from "vitest";
import type { ReleaseResult } from "../results/release.ts";
import { head } from "../results/result.ts";
import { releaseLines } from "./release.ts";

const released: ReleaseResult = {
  ...head("Release"),
  outcome: "released",
  version: "1.4.0",
  tag: "v1.4.0",
  commit: "a".repeat(40),
};
const image = { repository: "team/chat", digest: "sha256:aa", id: "sha256:bb", reference: "team/chat:1.4.0@sha256:aa" };
const chart = { name: "chat", digest: "sha256:cc" };

test("a release that was just made names every artifact, and what comes next", () => {
  expect(releaseLines({ ...released, image, chart, next: "chatops deploy" })).toEqual([
    "Released 1.4.0",
    "  commit  aaaaaaaaaaaa  tag v1.4.0",
    "  image   team/chat:1.4.0@sha256:aa",
    "  chart   chat 1.4.0  sha256:cc",
    "Next: chatops deploy",
  ]);
});

test("an earlier release says the same, and that nothing was done", () => {
  expect(releaseLines({ ...released, outcome: "unchanged", image })).toEqual([
    "Already released as v1.4.0; nothing to do",
    "  commit  aaaaaaaaaaaa  tag v1.4.0",
    "  image   team/chat:1.4.0@sha256:aa",
  ]);
});

test("each service has a line for its image", () => {
  const jobs = { service: "jobs", repository: "team/jobs", reference: "team/jobs:1.4.0@sha256:dd" };
  const lines = releaseLines({ ...released, outcome: "unchanged", image, images: [image, jobs] });
  expect(lines.slice(2)).toEqual(["  image   team/chat:1.4.0@sha256:aa", "  image   team/jobs:1.4.0@sha256:dd"]);
});

test.each([
  ["unchanged", "Already released as v1.4.0; nothing to do"],
  ["contained", "Already contained in v1.4.0; nothing to do"],
  ["planned", "Would release 1.4.0 from commit aaaaaaa; nothing was changed"],
] as const)("without artifacts %s is one line", (outcome, line) => {
  expect(releaseLines({ ...released, outcome })).toEqual([line]);
});
