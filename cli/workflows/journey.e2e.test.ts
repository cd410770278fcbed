import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { startedSteps } from "../../testing/chatops/built-chatops.ts";
import { user } from "../../testing/chatops/user.ts";
import { docker, removeAfterwards } from "../../testing/docker/docker.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { uniqueName } from "../../testing/git/git-project.ts";
import { git } from "../../testing/git/repository.ts";
import { ownServers } from "../../testing/servers/own-servers.ts";
import { chartsIn, imageInRegistry } from "../../testing/servers/published-artifacts.ts";
import { full } from "../../testing/setup/short-run.ts";

const publish = ownServers();

const server = `const express = require("express");
const app = express();
app.get("/", (request, response) => response.send("hello from " + process.env.APP_VERSION));
app.listen(process.env.PORT || 3000);
`;

/** A project that knows nothing of chatops, as `npm init` and `npm install express` make it. */
function strangersProject() {
  const name = uniqueName();
  const directory = folder(
    {
      "package.json": { name, version: "1.0.0", scripts: { start: "node server.js" } },
      "server.js": server,
      ".gitignore": "node_modules/\n",
    },
    name,
  );
  execFileSync("npm", ["install", "express", "--no-audit", "--no-fund"], { cwd: directory, stdio: "pipe" });
  removeAfterwards(name);
  // compose.yaml lets the machine's user choose the port; any free one will do here.
  const person = user({ PORT: "0" });
  git(directory, "init", "--quiet", "--initial-branch", "main");
  const json = async (...args: string[]) => person.chatops(directory, ...args, "--json");
  const answer = async (address: string) => (await fetch(address)).text();
  return { name, directory, user: person, json, answer };
}

const commitAll = (directory: string) => {
  git(directory, "add", "--all");
  git(directory, "commit", "--quiet", "--message", "Import");
  return git(directory, "rev-parse", "HEAD");
};

describe("a stranger's Express project", () => {
  full("is imported, released and deployed; done again, nothing is to do", async () => {
    const { name, directory, user, json, answer } = strangersProject();
    const remote = `${directory}.git`;
    git(directory, "init", "--quiet", "--bare", "--initial-branch", "main", remote);
    git(directory, "remote", "add", "origin", remote);
    git(directory, "config", "user.name", "Robot");
    git(directory, "config", "user.email", "robot@example.com");
    const places = ["--image", `${publish.registry}/${name}`, "--chart-repo", publish.charts];
    expect(await json("import", ...places)).toMatchObject({ exitCode: 0 });
    const commit = commitAll(directory);
    git(directory, "push", "--quiet", "origin", "main");
    const again = await user.chatops(directory, "import");
    expect(again).toMatchObject({ exitCode: 0 });
    expect(git(directory, "status", "--porcelain")).toBe("");
    expect(again.stdout + again.stderr).toMatch(/nothing to do/i);

    const released = await json("release");
    expect(released).toMatchObject({ exitCode: 0, result: { version: "0.1.0", commit, outcome: "released" } });
    const image = await imageInRegistry(publish.registry, name, "0.1.0");
    expect(released.result.image.digest).toBe(image?.digest);
    expect(await chartsIn(publish.charts, name)).toMatchObject([{ version: "0.1.0" }]);
    expect(await json("release")).toMatchObject({ exitCode: 0, result: { version: "0.1.0", outcome: "unchanged" } });

    const deployed = await json("deploy", "--to", "compose");
    expect(deployed).toMatchObject({ exitCode: 0, result: { outcome: "healthy", version: "0.1.0" } });
    const [address] = deployed.result.addresses;
    expect(await answer(address)).toBe("hello from 0.1.0");
    const container = docker("ps", "--quiet", "--filter", `name=${name}`);
    expect(docker("inspect", "--format", "{{.Config.Image}}", container)).toContain(`@${image?.digest}`);
    expect(await json("deploy", "--to", "compose")).toMatchObject({ exitCode: 0, result: { outcome: "unchanged" } });
    expect(docker("ps", "--quiet", "--filter", `name=${name}`)).toBe(container);

    const { reference } = released.result.image;
    const known = JSON.parse((await user.chatops(directory, "releases", "--json")).stdout);
    const runsIn = [{ environment: "local", state: "healthy" }];
    expect(known).toMatchObject({ releases: [{ version: "0.1.0", commit, image: reference, runsIn }] });
    expect((await user.chatops(directory, "changelog", "0.1.0")).stdout).toBe(
      `## Other changes\n- Import (${commit.slice(0, 7)})\n`,
    );
  });

  test("runs right after import, without a commit, marked as no release", async () => {
    const { name, directory, json, answer } = strangersProject();
    expect((await json("import")).exitCode).toBe(0);
    const deployed = await json("deploy", "--to", "compose");
    expect(deployed).toMatchObject({
      exitCode: 0,
      result: { outcome: "healthy", version: expect.stringMatching(/^0\.0\.0-dev\./) },
    });
    expect(deployed.events).toContainEqual(
      expect.objectContaining({ type: "note", text: expect.stringContaining("it is not a release") }),
    );
    expect(startedSteps(deployed)).toContain("Build the working tree");
    expect(await answer(deployed.result.addresses[0])).toBe(`hello from ${deployed.result.version}`);
    expect(docker("images", "--format", "{{.Tag}}", name)).toBe(deployed.result.version);
    expect(git(directory, "tag")).toBe("");
    expect(await json("deploy", "--to", "compose")).toMatchObject({ exitCode: 0, result: { outcome: "unchanged" } });
  });
});
