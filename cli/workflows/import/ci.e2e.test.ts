import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { importIn } from "../../../testing/chatops/import.ts";
import { read, writeAll } from "../../../testing/fixtures/folder.ts";
import { goOfJenkinsX } from "../../../testing/fixtures/jenkins-x.ts";
import { everyService, express, typescriptWithRedis } from "../../../testing/fixtures/sample-projects.ts";
import { repository } from "../../../testing/git/repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

needs("actionlint");
if (isFull) needs("check-jsonschema");

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

/** What check-jsonschema says of a file by a schema that it has. */
const invalid = (directory: string, file: string, schema: string): Promise<string> => {
  const args = ["-m", "check_jsonschema", "--builtin-schema", `vendor.${schema}`, file];
  const transform = schema === "gitlab-ci" ? ["--data-transform", "gitlab-ci"] : [];
  const env = { ...process.env, PYTHONPATH: sandbox().checkJsonschema };
  return promisify(execFile)("python3", [...args, ...transform], { cwd: directory, env }).then(
    () => "",
    (error: { stdout: string }) => error.stdout,
  );
};

full("GitLab's pipeline and the Compose file are what their schemas say", async () => {
  for (const files of [express, typescriptWithRedis, everyService]) {
    const directory = repository(files, { branch: "it's-a-#branch" });
    await importIn(directory, { ci: ["gitlab"], image: "registry.example.com/team/shop" });
    expect(await invalid(directory, ".gitlab-ci.yml", "gitlab-ci")).toBe("");
    expect(await invalid(directory, "compose.yaml", "compose-spec")).toBe("");
    const broken = read(directory, ".gitlab-ci.yml").replace("\n  stage: deliver", "\n  stag: deliver");
    writeAll(directory, { ".gitlab-ci.yml": broken });
    expect(await invalid(directory, ".gitlab-ci.yml", "gitlab-ci")).toContain("'stag' was unexpected");
  }
});
