import { describe, expect, test } from "vitest";
import { otherTag, ownTag, releaseSource } from "../../../testing/fixtures/release-source.ts";
import { parseConfig } from "../../core/config/parse.ts";
import type { Release } from "../../domain/release/record.ts";
import { answerContained, answerReleased, findReleased, nextStep } from "./answer.ts";

const request = (given: object = {}) => ({ version: undefined, bump: undefined, pre: undefined, ...given });

describe("a commit is released already", () => {
  test.each<[what: string, containing: ReturnType<typeof ownTag>[], asked: object, found: string | undefined]>([
    ["not, where no tag contains it", [], {}, undefined],
    ["as its own tag", [ownTag("1.4.0")], {}, "1.4.0"],
    ["within a later release", [otherTag("1.4.1")], {}, "1.4.1"],
    ["within the first release that had it", [otherTag("1.10.0"), otherTag("1.9.0")], {}, "1.9.0"],
    ["as its own tag before any other", [otherTag("1.3.0"), ownTag("1.4.0")], {}, "1.4.0"],
    ["not, where it has only a pre-release and a stable one is asked for", [ownTag("1.4.0-rc.0")], {}, undefined],
    ["as a pre-release, where one is asked for", [ownTag("1.4.0-rc.0")], { pre: "rc" }, "1.4.0-rc.0"],
    ["not by another commit's pre-release", [otherTag("1.4.0-rc.0")], { pre: "rc" }, undefined],
    ["as the version that is asked for", [ownTag("1.4.0")], { version: "1.4.0" }, "1.4.0"],
    ["as the pre-release that is asked for", [ownTag("1.4.0-rc.0")], { version: "1.4.0-rc.0" }, "1.4.0-rc.0"],
    [
      "not, where it has a pre-release and its stable version is asked for",
      [ownTag("1.4.0-rc.0")],
      { version: "1.4.0" },
      undefined,
    ],
  ])("%s", (_, containing, asked, found) => {
    expect(findReleased(releaseSource({ containing }), request(asked))?.version).toBe(found);
  });

  test.each([
    ["its own tag", [ownTag("1.4.0")], "commit aaaaaaa is already released as v1.4.0"],
    ["a later release", [otherTag("1.4.0")], "commit aaaaaaa is already contained in v1.4.0"],
  ])("under another version than asked for: %s", (_, containing, message) => {
    expect(() => findReleased(releaseSource({ containing }), request({ version: "2.0.0" }))).toThrow(
      expect.objectContaining({ reason: "precondition", message }),
    );
  });
});

describe("the answer", () => {
  const release: Release = {
    version: "1.4.0",
    commit: "a".repeat(40),
    image: { repository: "team/chat", digest: "sha256:aa", id: "sha256:bb" },
    chart: { name: "chat", repository: undefined, digest: "sha256:cc" },
  };

  test("of a release that was just made names every artifact, and what comes next", () => {
    const { text, result } = answerReleased(release, "chatops deploy");
    expect(text).toEqual([
      "Released 1.4.0",
      "  commit  aaaaaaaaaaaa  tag v1.4.0",
      "  image   team/chat:1.4.0@sha256:aa",
      "  chart   chat 1.4.0  sha256:cc",
      "Next: chatops deploy",
    ]);
    expect(result).toMatchObject({ version: "1.4.0", tag: "v1.4.0", created: true, chart: release.chart });
  });

  test("of an earlier release says the same, and that nothing was done", () => {
    const { text, result } = answerReleased({ ...ownTag("1.4.0"), release: { ...release, chart: undefined } });
    expect(text).toEqual([
      "Already released as v1.4.0; nothing to do",
      "  commit  aaaaaaaaaaaa  tag v1.4.0",
      "  image   team/chat:1.4.0@sha256:aa",
    ]);
    expect(result).toMatchObject({ created: false, image: { reference: "team/chat:1.4.0@sha256:aa" } });
  });

  test("of a tag that somebody made by hand knows the commit alone", () => {
    expect(answerReleased(ownTag("1.4.0"))).toEqual({
      result: { version: "1.4.0", tag: "v1.4.0", commit: "a".repeat(40), created: false },
      text: ["Already released as v1.4.0; nothing to do"],
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
  ])("names what comes next for %s", (_, environments, next) => {
    const config = parseConfig(`name: chat\nenvironments: ${environments}\n`, "chatops.yaml");
    expect(nextStep(config)).toBe(next);
  });

  test("of a commit within a release names that release", () => {
    expect(answerContained(otherTag("1.4.1"))).toMatchObject({
      text: ["Already contained in v1.4.1; nothing to do"],
      result: { version: "1.4.1", created: false },
    });
  });
});
