import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { importIn } from "../../../testing/chatops/import.ts";
import { read, writeAll } from "../../../testing/fixtures/folder.ts";
import { goOfJenkinsX } from "../../../testing/fixtures/jenkins-x.ts";
import { express, typescriptWithRedis } from "../../../testing/fixtures/sample-projects.ts";
import { repository } from "../../../testing/git/repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";

needs("actionlint");

const workflow = ".github/workflows/chatops.yaml";

/** All that actionlint finds in the workflow of a repository; it knows the inputs of the actions that are used. */
const findings = (directory: string): Promise<string> =>
  promisify(execFile)(sandbox().actionlint, ["-oneline", workflow], { cwd: directory }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );

describe("actionlint", () => {
  test.each([
    ["a project without a registry", express, {}],
    ["an image in the registry of GitHub", typescriptWithRedis, { image: "ghcr.io/team/shop" }],
    [
      "another registry and charts with a password",
      express,
      { image: "team/shop", chartRepo: "https://charts.example.com" },
    ],
    ["tests that build an image", goOfJenkinsX("shop", 2018), {}],
  ])("finds nothing in the workflow of %s", async (_, files, options) => {
    const directory = repository(files, { branch: "it's-a-#branch" });
    await importIn(directory, { ci: ["github"], ...options });
    expect(await findings(directory)).toBe("");
  });

  test("finds what is wrong with one", async () => {
    const directory = repository(express);
    await importIn(directory, { ci: ["github"] });
    writeAll(directory, { [workflow]: read(directory, workflow).replace("needs: test", "needs: tests") });
    expect(await findings(directory)).toContain('job "tests"');
  });
});
