import { describe, expect, test } from "vitest";
import { namingOf } from "./naming.ts";
import { readVersion } from "./typed-version.ts";

const namings = {
  chat: namingOf({ name: "chat" }),
  api: namingOf({ name: "api", release: { tagPrefix: "api/" } }),
  jobs: namingOf({ name: "jobs", release: { tagPrefix: "api/jobs-" } }),
};

describe("a version that a person typed", () => {
  test.each<[project: keyof typeof namings, typed: string, version: string]>([
    ["chat", "1.4.0", "1.4.0"],
    ["chat", "v1.4.0-rc.1", "1.4.0-rc.1"],
    ["chat", "refs/tags/v1.4.0", "1.4.0"],
    ["api", "1.4.0", "1.4.0"],
    ["api", "v1.4.0", "1.4.0"],
    ["api", "api/v1.4.0", "1.4.0"],
    ["api", "api/1.4.0", "1.4.0"],
    ["api", "refs/tags/api/v1.4.0", "1.4.0"],
    ["jobs", "api/jobs-v1.4.0", "1.4.0"],
  ])("of %s as %j is %s", (project, typed, version) => {
    expect(readVersion(typed, namings[project])).toBe(version);
  });

  test.each<[project: keyof typeof namings, typed: string, message: string, hint: string]>([
    ["chat", "api/v1.4.0", "not a tag of chat, whose tags have no prefix", "it is v1.4.0, or 1.4.0."],
    ["api", "web/v1.4.0", "not a tag of api, whose tags begin with api/", "it is api/v1.4.0, or 1.4.0."],
    ["api", "api/jobs-v1.4.0", "not a tag of api", "it is api/v1.4.0"],
    ["jobs", "api/v1.4.0", "not a tag of jobs, whose tags begin with api/jobs-", "it is api/jobs-v1.4.0"],
    ["api", "refs/tags/web-1.4.0-rc.1", "not a tag of api", "it is api/v1.4.0-rc.1"],
    ["chat", "1.4", '"1.4" is not a semantic version', "Write it as 1.4.0."],
    ["chat", "1.02.3", '"1.02.3" is not a semantic version', "Write it as 1.2.3."],
    ["chat", "1.2.3+build.5", '"1.2.3+build.5" has build metadata', "Write it as 1.2.3."],
    ["chat", "v1.2.3-rc.1+45", "has build metadata", "Write it as 1.2.3-rc.1."],
    ["api", "1", '"1" is not a semantic version', "1.4.0-rc.1 or api/v1.4.0."],
    ["chat", "latest", '"latest" is not a semantic version', "Leave the version out"],
    ["chat", "patch", '"patch" is not a semantic version', "`chatops release --bump patch`"],
    ["api", "api/", '"api/" is not a semantic version', "Write it as"],
    ["chat", "", '"" is not a semantic version', "Write it as"],
    ["chat", "release/1.2.3.4", "is not a semantic version", "Write it as"],
  ])("of %s as %j is refused", (project, typed, message, hint) => {
    const refusal = { reason: "usage", message: expect.stringContaining(message), hint: expect.stringContaining(hint) };
    expect(() => readVersion(typed, namings[project])).toThrow(expect.objectContaining(refusal));
  });
});
