import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { earlyProgram } from "../../../testing/faults/early-programs.ts";
import { foreign, otherTag, ownTag, releaseSource } from "../../../testing/fixtures/release-source.ts";
import { git } from "../../../testing/git/repository.ts";
import { sharedRepository } from "../../../testing/git/shared-repository.ts";
import { runSteps } from "../../core/steps.ts";
import { namingOf } from "../../domain/release/naming.ts";
import { tagMessage } from "../../domain/release/tag-message.ts";
import { release } from "./release.ts";
import { findReleased } from "./released.ts";

const request = (given: object = {}) => ({ version: undefined, bump: undefined, pre: undefined, ...given });

describe("a commit is released already", () => {
  test.each<[what: string, containing: ReturnType<typeof ownTag>[], asked: object, found: string | undefined]>([
    ["not, where no tag contains it", [], {}, undefined],
    ["as its own tag", [ownTag("1.4.0")], {}, "1.4.0"],
    ["not, where somebody else tagged it", [foreign(ownTag("1.4.0"))], {}, undefined],
    ["not, where somebody else tagged it as asked", [foreign(ownTag("1.4.0"))], { version: "1.4.0" }, undefined],
    ["not, where somebody else tagged a later commit", [foreign(otherTag("1.4.1"))], {}, undefined],
    ["within a later release, whoever tagged it", [foreign(ownTag("1.4.0")), otherTag("1.4.1")], {}, "1.4.1"],
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

test("a commit that is released is known by six calls of Git, and nothing else is asked", async () => {
  const { directory } = sharedRepository({ "chatops.yaml": "name: chat" });
  const commit = git(directory, "rev-parse", "HEAD");
  const image = { repository: "chat", digest: undefined, id: "sha256:bb" };
  const message = tagMessage({ version: "1.4.0", commit, project: "chat", image, chart: undefined }, "");
  git(directory, "tag", "--annotate", "--message", message, namingOf({ name: "chat" }).tag("1.4.0"));
  git(directory, "push", "--quiet", "origin", "v1.4.0");
  const { bin, calls } = earlyProgram("git", execFileSync("which", ["git"], { encoding: "utf8" }).trim());
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const own = { cwd: directory, configFile: "chatops.yaml", env, yes: true, openPrompt: undefined };
  const { signal } = new AbortController();
  const result = await runSteps({ listener: () => {}, dryRun: false, signal }, (steps) =>
    release({ ...own, steps }, request()),
  );
  expect(result).toMatchObject({ outcome: "unchanged", version: "1.4.0" });
  expect(calls()).toHaveLength(6);
});
