import { describe, expect, test } from "vitest";
import { pushOwnImage } from "../../../testing/cluster/own-image.ts";
import { docker, removeAfterwards } from "../../../testing/docker/docker.ts";
import { folder, writeAll } from "../../../testing/fixtures/folder.ts";
import { tagsOf, uniqueName } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { build } from "../../../testing/jenkins/agent.ts";
import { jenkinsProject, token } from "../../../testing/jenkins/jenkins-project.ts";
import { type Auth, ownServers } from "../../../testing/servers/own-servers.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { full } from "../../../testing/setup/short-run.ts";

needs("groovy");

const auth: Auth = { user: "robot", password: "pa55-of-the-servers" };
const basic = Buffer.from(`${auth.user}:${auth.password}`).toString("base64");
const publish = ownServers({ auth });

const exists = async (url: string) => (await fetch(url, { headers: { authorization: `Basic ${basic}` } })).ok;

const places = (name: string) => [
  `http://${publish.registry}/v2/team/${name}/manifests/0.1.0`,
  `${publish.charts}/api/charts/${name}/0.1.0`,
];

const credentials = { "jenkins-x-chartmuseum": auth };

/** Images that say how they were called, and then do what a shell is told. */
const standIns = <Names extends string>(scripts: Record<Names, string>) =>
  Object.fromEntries(
    Object.entries<string>(scripts).map(([name, script]) => {
      const image = `${uniqueName()}-${name}`;
      const entrypoint = JSON.stringify(["sh", "-c", `echo called "$@"; ${script}`, name]);
      const context = folder({ Dockerfile: `FROM node:24-slim\nENTRYPOINT ${entrypoint}\n` });
      docker("build", "--quiet", "--tag", image, context);
      removeAfterwards(image);
      return [name, image];
    }),
  ) as Record<Names, string>;

describe("the generated Jenkinsfile", () => {
  full("tests and releases the main branch, and tells no secret", async () => {
    const { name, remote, agent, url } = await jenkinsProject({ publish, auth });
    const { exitCode, output, commit } = await build({ url, user: agent, credentials, until: "Release" });
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(output).toMatch(/stage Test[\s\S]+pass 1[\s\S]+stage Release/);
    expect(git(remote, "rev-parse", "v0.1.0^{commit}")).toBe(commit);
    for (const place of places(name)) expect(await exists(place), place).toBe(true);
    for (const secret of [auth.password, token, basic]) expect(output).not.toContain(secret);

    const again = await build({ url, user: agent, credentials, until: "Release" });
    expect(again).toMatchObject({ exitCode: 0, output: expect.stringContaining("Already released") });
    expect(tagsOf(remote)).toEqual(["v0.1.0"]);
  });

  full("takes chatops out of the image that CHATOPS_IMAGE names", async () => {
    const image = await pushOwnImage();
    const { remote, agent, url } = await jenkinsProject({ publish, auth });
    const { exitCode, output } = await build({ url, user: agent, credentials, image, until: "Release" });
    expect({ exitCode, output }).toMatchObject({ exitCode: 0, output: expect.stringContaining("0.1.0") });
    expect(tagsOf(remote)).toEqual(["v0.1.0"]);
    // One that is not there ends the stage, and nothing else is taken in its place.
    const missing = await build({ url, user: agent, credentials, image: `${image}-missing`, until: "Release" });
    expect(missing.exitCode).toBe(1);
    expect(missing.output).toContain(`${image}-missing`);
  });

  full(
    "is checked by SonarQube and Trivy where they are configured, and what they refuse is not released",
    async () => {
      // Stand-ins: they say how they were called, and whether they have the token; the second refuses.
      const checkers = {
        sonar: 'test -n "$SONAR_TOKEN" && test -f /usr/src/server.js',
        trivy: "test -f /src/server.js && exit 1",
      };
      const images = standIns(checkers);
      const { remote, agent, url } = await jenkinsProject({ publish, auth });
      const secret = "t0ken-of-sonar";
      const user = {
        ...agent,
        env: { ...agent.env, SONAR_HOST_URL: "https://sonar.example.com", SONAR_SCANNER_IMAGE: images.sonar },
      };
      const known = { ...credentials, "sonar-token": secret };
      const passed = await build({ url, user, credentials: known, until: "Scan" });
      expect(passed).toMatchObject({
        exitCode: 0,
        output: expect.stringMatching(/called -Dsonar\.projectKey=[\s\S]+Scan skipped/),
      });
      expect(passed.output).not.toContain(secret);
      const refused = await build({
        url,
        user: { ...user, env: { ...user.env, TRIVY_IMAGE: images.trivy } },
        credentials: known,
      });
      expect(refused).toMatchObject({
        exitCode: 1,
        output: expect.stringContaining("called filesystem --exit-code 1"),
      });
      expect(tagsOf(remote)).toEqual([]);
    },
  );

  test("tests a pull request, and releases and promotes nothing", async () => {
    const { name, remote, agent, url, push } = await jenkinsProject({ publish, auth });
    push("refs/pull/7/head");
    const { exitCode, output } = await build({ url, user: agent, credentials, pullRequest: 7 });
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(output).toMatch(/pass 1[\s\S]+Release skipped[\s\S]+Promote skipped/);
    expect(tagsOf(remote)).toEqual([]);
    for (const place of places(name)) expect(await exists(place), place).toBe(false);
  });

  full("ends where a test fails", async () => {
    const { directory, remote, agent, url, push } = await jenkinsProject({ publish, auth });
    writeAll(directory, { "greets.test.js": 'require("node:test").test("greets", () => assert.fail());\n' });
    push();
    const { exitCode, output } = await build({ url, user: agent, credentials });
    expect({ exitCode, output: output.includes("stage Release") }).toEqual({ exitCode: 1, output: false });
    expect(tagsOf(remote)).toEqual([]);
  });

  full("releases whatever folder of whatever branch is called", async () => {
    const place = { folder: "apps/team's $shop", branch: "team's" };
    const { name, remote, agent, url } = await jenkinsProject({ publish, auth, ...place });
    const { exitCode, output } = await build({ url, user: agent, credentials, until: "Release", ...place });
    expect({ exitCode, output }).toMatchObject({ exitCode: 0, output: expect.stringContaining("pass 1") });
    expect(tagsOf(remote)).toEqual([`${name}/v0.1.0`]);
  });
});
