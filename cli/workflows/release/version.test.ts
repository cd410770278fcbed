import { describe, expect, test } from "vitest";
import { commits, foreign, otherTag, ownTag, releaseSource } from "../../../testing/fixtures/release-source.ts";
import type { VersionTag } from "../../adapters/git/releases.ts";
import { namingOf } from "../../domain/release/naming.ts";
import { chooseVersion, readRequest } from "./version.ts";

const request = (given: object = {}) => ({ version: undefined, bump: undefined, pre: undefined, ...given });

describe("the version of a release", () => {
  test.each<
    [what: string, given: Parameters<typeof releaseSource>[0], asked: object, version: string, because: string]
  >([
    ["the first", {}, {}, "0.1.0", "first release"],
    ["after a patch", { tags: [otherTag("1.4.0")], commits: commits("fix: a") }, {}, "1.4.1", "patch"],
    [
      "after a feature",
      { tags: [otherTag("1.4.0")], commits: commits("fix: a", "feat: b") },
      {},
      "1.5.0",
      "minor: feat: b",
    ],
    [
      "after a breaking change",
      { tags: [otherTag("1.4.0")], commits: commits("feat!: c") },
      {},
      "2.0.0",
      "major: feat!: c",
    ],
    [
      "after a breaking change of 0.x",
      { tags: [otherTag("0.4.0")], commits: commits("feat!: c") },
      {},
      "1.0.0",
      "major: feat!: c",
    ],
    [
      "after a breaking change of 0.x that stays below 1.0.0",
      { tags: [otherTag("0.4.2")], commits: commits("feat!: c"), majorOnZero: false },
      {},
      "0.5.0",
      "minor, as 1.0.0 is for you to name: feat!: c",
    ],
    [
      "after 0.x, if somebody wants 1.0.0",
      { tags: [otherTag("0.4.2")], commits: commits("feat!: c"), majorOnZero: false },
      { bump: "major" },
      "1.0.0",
      "major",
    ],
    [
      "after a breaking change above 0.x",
      { tags: [otherTag("1.4.2")], commits: commits("feat!: c"), majorOnZero: false },
      {},
      "2.0.0",
      "major: feat!: c",
    ],
    [
      "by the asked bump",
      { tags: [otherTag("1.4.0")], commits: commits("feat: b") },
      { bump: "patch" },
      "1.4.1",
      "patch",
    ],
    [
      "after a release that the branch had before it was written anew",
      { tags: [otherTag("1.4.0")], rewritten: otherTag("1.4.0"), commits: commits("fix: a") },
      {},
      "1.4.1",
      "patch, after 1.4.0, whose commit is on no branch any more",
    ],
    ["as asked", { tags: [otherTag("1.4.0")] }, { version: "3.0.0" }, "3.0.0", "as asked"],
    [
      "a pre-release",
      { tags: [otherTag("1.4.0")], commits: commits("feat: b") },
      { pre: "rc" },
      "1.5.0-rc.0",
      "minor: feat: b",
    ],
    [
      "past what another commit reserved",
      { tags: [otherTag("1.4.0")], reservations: [otherTag("1.4.1")] },
      {},
      "1.4.2",
      "patch",
    ],
    ["past what was burned by a reservation alone", { reservations: [otherTag("0.1.0")] }, {}, "0.1.1", "patch"],
    [
      "what an unfinished run reserved",
      { tags: [otherTag("1.4.0")], reservations: [ownTag("1.4.5")] },
      {},
      "1.4.5",
      "continues an unfinished release",
    ],
    [
      "what an unfinished run of its kind reserved",
      { reservations: [ownTag("1.5.0-rc.0")] },
      { pre: "rc" },
      "1.5.0-rc.0",
      "continues an unfinished release",
    ],
    [
      "not what a pre-release reserved",
      { tags: [otherTag("1.4.0")], reservations: [ownTag("1.5.0-rc.0")] },
      {},
      "1.4.1",
      "patch",
    ],
    [
      "not what another kind of pre-release reserved",
      { tags: [otherTag("1.4.0")], reservations: [ownTag("1.4.1-rc.0")] },
      { pre: "beta" },
      "1.4.1-beta.0",
      "patch",
    ],
    [
      "not what it reserved and somebody tagged meanwhile",
      { tags: [otherTag("1.4.5")], reservations: [ownTag("1.4.5")] },
      {},
      "1.4.6",
      "patch",
    ],
    [
      "as somebody's tag on the commit says",
      { tags: [otherTag("1.4.0"), foreign(ownTag("2.0.0"))] },
      {},
      "2.0.0",
      "as the tag v2.0.0 says",
    ],
    ["as it says without a v", { tags: [foreign(ownTag("2.0.0"), "2.0.0")] }, {}, "2.0.0", "as the tag 2.0.0 says"],
    [
      "as a pre-release's tag says",
      { tags: [foreign(ownTag("2.0.0-rc.1"))] },
      {},
      "2.0.0-rc.1",
      "as the tag v2.0.0-rc.1 says",
    ],
    [
      "as the stable one of its tags says",
      { tags: [foreign(ownTag("2.1.0-rc.1")), foreign(ownTag("2.0.0"))] },
      {},
      "2.0.0",
      "as the tag v2.0.0 says",
    ],
    [
      "not as a tag says, by the asked bump",
      { tags: [otherTag("1.4.0"), foreign(ownTag("2.0.0"))] },
      { bump: "patch" },
      "1.4.1",
      "patch",
    ],
    [
      "as asked, though tagged by somebody",
      { tags: [foreign(ownTag("2.0.0"))] },
      { version: "2.0.0" },
      "2.0.0",
      "as asked",
    ],
    [
      "after somebody else's tag",
      { tags: [foreign(otherTag("3.4.1"), "3.4.1")] },
      {},
      "3.4.2",
      "patch, after the tag 3.4.1",
    ],
    [
      "after a calendar's version",
      { tags: [foreign(otherTag("2024.1.15"), "2024.01.15")] },
      {},
      "2024.1.16",
      "patch, after the tag 2024.01.15",
    ],
    [
      "on its own line, not the newest",
      { tags: [otherTag("2.0.0"), otherTag("1.0.0")], before: [otherTag("1.0.0")] },
      {},
      "1.0.1",
      "patch",
    ],
    [
      "past what another line has",
      { tags: [otherTag("1.0.1"), otherTag("1.0.0")], before: [otherTag("1.0.0")] },
      {},
      "1.0.2",
      "patch",
    ],
    [
      "past a pre-release of another line",
      { tags: [otherTag("1.1.0-rc.0"), otherTag("1.0.0")], before: [otherTag("1.0.0")], commits: commits("feat: a") },
      { pre: "rc" },
      "1.1.0-rc.1",
      "minor: feat: a",
    ],
    [
      "not below a pre-release of its line",
      { tags: [otherTag("1.0.0"), otherTag("2.0.0-beta.1")], commits: commits("fix: a") },
      {},
      "2.0.0",
      "patch, after 2.0.0-beta.1",
    ],
    [
      "below a pre-release of another line",
      { tags: [otherTag("1.0.0"), otherTag("2.0.0-beta.1")], before: [otherTag("1.0.0")] },
      {},
      "1.0.1",
      "patch",
    ],
    [
      "by the asked bump, whatever was tried before",
      { tags: [otherTag("1.0.0"), otherTag("2.0.0-beta.1")] },
      { bump: "patch" },
      "1.0.1",
      "patch",
    ],
    [
      "behind all tags, where history was begun anew",
      { tags: [foreign(otherTag("3.4.1"))], before: [] },
      {},
      "3.4.2",
      "patch, after the tag v3.4.1",
    ],
    [
      "as asked, though reserved by its own unfinished run",
      { reservations: [ownTag("3.0.0")] },
      { version: "3.0.0" },
      "3.0.0",
      "as asked",
    ],
  ])("%s", (_, given, asked, version, because) => {
    expect(chooseVersion(releaseSource(given), request(asked))).toMatchObject({ version, because });
  });

  test.each([
    ["tagged", { tags: [otherTag("1.4.0")] }],
    ["reserved", { reservations: [otherTag("1.4.0")] }],
  ])("that another commit has %s is refused, with the commit's name", (_, given) => {
    expect(() => chooseVersion(releaseSource(given), request({ version: "1.4.0" }))).toThrow(
      expect.objectContaining({ reason: "precondition", message: "version 1.4.0 belongs to commit bbbbbbb" }),
    );
  });

  test("that belongs to another line is not gone past without a word", () => {
    const [line, other] = [[otherTag("1.0.0")], [otherTag("1.1.0"), otherTag("2.0.0")]];
    const source = releaseSource({ tags: [...line, ...other], before: line, commits: commits("feat: a") });
    expect(() => chooseVersion(source, request())).toThrow(
      expect.objectContaining({
        message: "1.1.0 is the next minor version after 1.0.0, and belongs to commit bbbbbbb",
        hint: "--bump patch stays on this line: 1.0.1. Or name a version: chatops release <version>",
      }),
    );
  });

  test("that a tag or a person gives is no other one's to move", () => {
    const isFixed = (tags: VersionTag[], asked = {}) => chooseVersion(releaseSource({ tags }), request(asked)).isFixed;
    expect(isFixed([foreign(ownTag("2.0.0"))])).toBe(true);
    expect(isFixed([], { version: "2.0.0" })).toBe(true);
    expect(isFixed([])).toBe(false);
  });
});

describe("a request", () => {
  test.each<[what: string, typed: object, read: object]>([
    ["nothing", {}, request()],
    ["a version", { version: "1.4.0" }, request({ version: "1.4.0" })],
    ["a version as its tag", { version: "v1.4.0-rc.1" }, request({ version: "1.4.0-rc.1" })],
    ["a bump and a kind", { bump: "minor", pre: "rc" }, request({ bump: "minor", pre: "rc" })],
  ])("is read: %s", (_, typed, read) => {
    expect(readRequest(request(typed), namingOf({ name: "chat" }))).toEqual(read);
  });

  test.each<[what: string, typed: object, message: string]>([
    ["a version and a bump", { version: "1.4.0", bump: "minor" }, "so --bump has nothing to decide"],
    ["a version and a kind", { version: "1.4.0", pre: "rc" }, "so --pre has nothing to decide"],
    ["a kind with a dot", { pre: "rc.1" }, '"rc.1" is not a pre-release identifier'],
    ["a kind that is a number", { pre: "1" }, '"1" is not a pre-release identifier'],
    ["an empty version", { version: "" }, '"" is not a semantic version'],
    ["half a version", { version: "1.4" }, '"1.4" is not a semantic version'],
    ["build metadata", { version: "1.4.0+5" }, '"1.4.0+5" has build metadata'],
    ["a word", { version: "latest" }, '"latest" is not a semantic version'],
  ])("is wrong usage: %s", (_, typed, message) => {
    const reading = () => readRequest(request(typed), namingOf({ name: "chat" }));
    expect(reading).toThrow(message);
    expect(reading).toThrow(expect.objectContaining({ reason: "usage", hint: expect.stringMatching(/./) }));
  });
});
