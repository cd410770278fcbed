import { describe, expect, test } from "vitest";
import { foreign, otherTag, ownTag } from "../../../testing/fixtures/release-source.ts";
import { parseConfig } from "../../core/config/parse.ts";
import { namingOf } from "../../domain/release/naming.ts";
import type { Release } from "../../domain/release/release.ts";
import { releaseResult } from "../../results/release.ts";
import { containedResult, nextStep, plannedResult, releasedResult, unchangedResult } from "./result.ts";

const naming = namingOf({ name: "chat" });

const release: Release = {
  version: "1.4.0",
  commit: "a".repeat(40),
  image: { repository: "team/chat", digest: "sha256:aa", id: "sha256:bb" },
  chart: { name: "chat", repository: undefined, digest: "sha256:cc" },
};

describe("the result", () => {
  test("of a release that was just made has every artifact, and what comes next", () => {
    const source = { naming, tags: [otherTag("1.3.9")] };
    const result = releasedResult({ made: release, notes: ["feat: a (0123456)"] }, source, { environments: {} });
    expect(result).toMatchObject({ outcome: "released", version: "1.4.0", tag: "v1.4.0", chart: release.chart });
    expect(result).toMatchObject({ image: { reference: "team/chat:1.4.0@sha256:aa" }, next: "chatops deploy" });
    expect(releaseResult.parse(result)).toEqual(result);
  });

  test("of several services has all images, the first one also where a program looks for the only one", () => {
    const web = { ...release.image, service: "web" };
    const jobs = { service: "jobs", repository: "team/jobs", digest: "sha256:dd", id: "sha256:ee" };
    const made = { ...release, image: web, otherImages: [jobs] };
    const result = releasedResult({ made, notes: [] }, { naming, tags: [] }, { environments: {} });
    expect(result.image).toEqual({ ...web, reference: "team/chat:1.4.0@sha256:aa" });
    expect(result.images).toEqual([result.image, { ...jobs, reference: "team/jobs:1.4.0@sha256:dd" }]);
    expect(releaseResult.parse(result)).toEqual(result);
    const planned = plannedResult({ made, notes: [] }, naming);
    expect(planned.images?.[1]).toEqual({ service: "jobs", repository: "team/jobs", reference: "team/jobs:1.4.0" });
  });

  test.each([
    ["1.4.0", "2.0.0", "chatops deploy --version 1.4.0"],
    ["1.5.0-rc.0", "1.4.0", "chatops deploy --version 1.5.0-rc.0"],
    ["1.5.0", "1.6.0-rc.0", "chatops deploy"],
  ])("of %s beside %s says what a deployment would not find by itself", (version, other, next) => {
    const source = { naming, tags: [otherTag(other), foreign(otherTag("9.0.0"))] };
    expect(releasedResult({ made: { ...release, version }, notes: [] }, source, { environments: {} }).next).toBe(next);
  });

  test("of an earlier release has the same", () => {
    const result = unchangedResult({ ...ownTag("1.4.0"), release: { ...release, chart: undefined } }, naming);
    expect(result).toMatchObject({ outcome: "unchanged", image: { reference: "team/chat:1.4.0@sha256:aa" } });
    expect(result).not.toHaveProperty("chart");
  });

  test("of a tag that somebody made by hand knows the commit alone", () => {
    expect(unchangedResult(foreign(ownTag("1.4.0")), naming)).toEqual({
      apiVersion: "chatops.dev/v1",
      kind: "Release",
      outcome: "unchanged",
      version: "1.4.0",
      tag: "v1.4.0",
      commit: "a".repeat(40),
    });
  });

  test("of a commit within a release names that release, that of a dry run the one that it would make", () => {
    expect(containedResult(otherTag("1.4.1"), naming)).toMatchObject({ outcome: "contained", version: "1.4.1" });
    const { image, chart } = plannedResult({ made: release, notes: [] }, naming);
    expect(image).toEqual({ repository: release.image.repository, reference: `${release.image.repository}:1.4.0` });
    expect(chart).not.toHaveProperty("digest");
  });
});

test.each([
  [
    "a project with Docker Compose",
    "{ local: { compose: {} }, prod: { kubernetes: { namespace: a } } }",
    "chatops deploy",
  ],
  ["one on Kubernetes alone", "{ test: { kubernetes: { namespace: a } } }", "chatops promote --env test"],
  ["one without environments", "{}", "chatops deploy"],
])("what comes next is named for %s", (_, environments, next) => {
  const config = parseConfig(`name: chat\nenvironments: ${environments}\n`, "chatops.yaml");
  expect(nextStep(config)).toBe(next);
});
