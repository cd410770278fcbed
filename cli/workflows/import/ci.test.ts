import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { actionsOf, importIn } from "../../../testing/chatops/import.ts";
import { listed, read, writeAll } from "../../../testing/fixtures/folder.ts";
import { express } from "../../../testing/fixtures/sample-projects.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import type { Ci } from "../../domain/templates/ci.ts";

const paths: Record<Ci, string> = {
  jenkins: "Jenkinsfile",
  github: ".github/workflows/chatops.yaml",
  gitlab: ".gitlab-ci.yml",
  codebuild: "buildspec.yml",
};

const pipelinesIn = (directory: string) => listed(directory).filter((path) => Object.values(paths).includes(path));

/** An image in a registry and a chart repository that asks for a password: everything that a pipeline may have to know. */
const published = { image: "ghcr.io/team/shop", chartRepo: "https://charts.example.com" };

/** A pipeline of the project as it stands in its file. */
async function pipelineText(ci: Ci, options: object = published, branch = "main"): Promise<string> {
  const directory = repository(express, { branch });
  await importIn(directory, { ci: [ci], ...options });
  return read(directory, paths[ci]);
}

/** The same, and as YAML reads it. */
async function pipeline(ci: Ci, options: object = published, branch = "main") {
  const text = await pipelineText(ci, options, branch);
  return { text, yaml: parse(text) };
}

describe("a pipeline", () => {
  test.each(["github", "gitlab", "codebuild"] as const)(
    "of %s tests, releases and promotes, in this order",
    async (ci) => {
      const { text } = await pipeline(ci);
      const places = ["npm ci", "chatops release", "chatops promote --all-auto"].map((words) => text.indexOf(words));
      expect(places).not.toContain(-1);
      expect(places).toEqual([...places].sort((a, b) => a - b));
      await expect(text).toMatchFileSnapshot(`golden/ci-${ci}.txt`);
    },
  );

  test.each(["jenkins", "github", "gitlab", "codebuild"] as const)(
    "of %s has chatops from the image that its variable names",
    async (ci) => {
      const text = await pipelineText(ci);
      const take =
        ci === "gitlab" ? "image: { name: $CHATOPS_IMAGE" : 'docker run --rm --entrypoint tar "$CHATOPS_IMAGE"';
      expect(text.indexOf(take)).toBeGreaterThan(-1);
      expect(text.indexOf(take)).toBeLessThan(text.indexOf("chatops release"));
      expect(text).not.toMatch(/npm install|npx/);
    },
  );

  test.each(["github", "gitlab", "codebuild"] as const)(
    "of %s tells no secret: it comes from the environment",
    async (ci) => {
      const { text } = await pipeline(ci);
      expect(text).not.toMatch(/set -[a-z]*x|\becho\b|--password[ =]/);
      expect(text.replaceAll("\\", "")).toContain(`printf '%s' "$REGISTRY_PASSWORD" | docker login`);
    },
  );

  test("of GitHub may do what its job needs and no more, and pins what it uses", async () => {
    const { yaml, text } = await pipeline("github");
    expect(yaml.permissions).toEqual({ contents: "read" });
    expect(yaml.jobs.test).not.toHaveProperty("permissions");
    expect(yaml.jobs.deliver.permissions).toEqual({ contents: "write", packages: "write" });
    expect(yaml.jobs.deliver).toMatchObject({ needs: "test", if: "github.event_name == 'push'" });
    expect(yaml.jobs.test.container).toBe("node:24-slim");
    for (const [, version] of text.matchAll(/uses: \S+@(\S+)/g)) expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
    // Nothing that others wrote becomes part of a script.
    for (const { run = "" } of [...yaml.jobs.test.steps, ...yaml.jobs.deliver.steps]) expect(run).not.toContain("${{");
    const other = await pipeline("github", { image: "registry.example.com/team/shop" });
    expect(other.yaml.jobs.deliver.permissions).toEqual({ contents: "write" });
    expect(other.text).toContain("secrets.REGISTRY_PASSWORD");
    expect(other.text).not.toContain("CHARTMUSEUM_CREDS");
  });

  test("of GitLab releases the branch alone, one release at a time", async () => {
    const { yaml } = await pipeline("gitlab", published, 'odd"branch');
    expect(yaml.deliver).toMatchObject({
      rules: [{ if: '$CI_COMMIT_BRANCH == "odd\\"branch"' }],
      resource_group: "chatops",
      variables: { GIT_DEPTH: "0" },
    });
    expect(yaml.test).toMatchObject({ image: "node:24-slim", script: ["npm ci --no-audit --no-fund"] });
  });

  test("of CodeBuild ends where a test fails, and releases the branch alone", async () => {
    const { yaml } = await pipeline("codebuild", published, "it's");
    expect(yaml.phases.pre_build).toEqual({ "on-failure": "ABORT", commands: ["npm ci --no-audit --no-fund"] });
    expect(yaml.phases.build.commands[0]).toContain(`= 'refs/heads/it'\\''s' ] || exit 0`);
  });

  test("of a project below the root works there", async () => {
    const root = repository(
      Object.fromEntries(Object.entries(express).map(([path, text]) => [`apps/shop/${path}`, text])),
    );
    await importIn(`${root}/apps/shop`, { ci: ["github", "gitlab", "codebuild"] });
    const at = (ci: Ci) => read(root, `apps/shop/${paths[ci]}`);
    expect(parse(at("github")).jobs.test.defaults.run["working-directory"]).toBe("apps/shop");
    expect(parse(at("gitlab")).test.script[0]).toBe("cd apps/shop");
    for (const ci of ["github", "gitlab", "codebuild"] as const)
      expect(at(ci)).toContain("chatops -C apps/shop release");
  });
});

describe("the system", () => {
  test("is the one that was asked for, or several", async () => {
    const directory = repository(express);
    await importIn(directory, { ci: ["github", "codebuild"] });
    expect(pipelinesIn(directory)).toEqual([".github/workflows/chatops.yaml", "buildspec.yml"]);
    // The next import remembers.
    expect((await importIn(directory)).text[0]).toContain("Nothing to do");
    await importIn(directory, { ci: ["gitlab"] });
    expect(pipelinesIn(directory)).toEqual([".gitlab-ci.yml"]);
  });

  test.each([
    ["nothing", {}, "jenkins"],
    ["a pipeline of Jenkins X", { "jenkins-x.yml": "buildPack: go\n" }, "jenkins"],
    ["a workflow", { ".github/workflows/test.yml": "on: push\n" }, "github"],
    [
      "a workflow beside a Jenkinsfile",
      { Jenkinsfile: "//\n", ".github/workflows/label.yml": "on: push\n" },
      "jenkins",
    ],
    ["a pipeline of GitLab", { ".gitlab-ci.yml": "test: { script: x }\n" }, "gitlab"],
    ["a buildspec", { "buildspec.yaml": "version: 0.2\n" }, "codebuild"],
  ] as const)("that builds the project already is taken: %s", async (_, files, expected) => {
    const directory = repository({ ...express, ...files });
    const before = listed(directory);
    const answer = await importIn(directory);
    const written = pipelinesIn(directory).filter((path) => !before.includes(path));
    const isTheirs = Object.keys(files).some((path) => path.replace(".yaml", ".yml") === paths[expected]);
    expect(written).toEqual(isTheirs ? [] : [paths[expected]]);
    if (isTheirs) expect(actionsOf(answer)[paths[expected]]).toBe("keep");
    expect(git(directory, "diff", "--name-only")).toBe("");
  });

  test("one of a person's own is told what is expected of it", async () => {
    const directory = repository(express);
    writeAll(directory, { ".gitlab-ci.yml": "test: { script: x }\n" });
    expect((await importIn(directory)).notes).toMatch(
      /\.gitlab-ci\.yml +yours; expected of it: it runs `chatops release`/,
    );
  });
});
