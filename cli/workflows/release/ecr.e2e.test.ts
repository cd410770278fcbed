import { delimiter } from "node:path";
import { expect } from "vitest";
import { errorOf } from "../../../testing/chatops/built-chatops.ts";
import { dockerConfig, loggedInTo } from "../../../testing/docker/docker-config.ts";
import { project, uniqueName } from "../../../testing/git/git-project.ts";
import { git } from "../../../testing/git/repository.ts";
import { ecrRegistry } from "../../../testing/servers/ecr-registry.ts";
import { forwardProxy } from "../../../testing/servers/forward-proxy.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import { httpsServer } from "../../../testing/servers/https-server.ts";
import { startMoto } from "../../../testing/servers/moto.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

if (isFull) needs("moto");
const publish = ownServers();
const region = "eu-central-1";
const registry = `123456789012.dkr.ecr.${region}.amazonaws.com`;

/** Environment in which a registry's login comes from Amazon's credential helper. */
const withHelper = (host: string, folder: string): NodeJS.ProcessEnv => ({
  ...dockerConfig({ credHelpers: { [host]: "ecr-login" } }),
  PATH: [folder, process.env.PATH].join(delimiter),
});

full("repositories that ECR does not have are named, each with the command that makes it", async () => {
  const moto = await startMoto(region);
  const ecr = ecrRegistry(moto, () => publish.registry);
  const { host, authority } = await httpsServer(ecr.listener, { names: [registry] });
  const proxy = await forwardProxy({ [registry]: host });
  const reached = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: authority };
  const made = project({ publish: { registry, charts: `oci://${registry}/charts` }, env: reached });
  const name = uniqueName();
  made.commit({
    "chatops.yaml": { name, image: `${registry}/team/${name}`, chart: { repository: `oci://${registry}/charts` } },
    "chart/Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: 0.0.0\n`,
  });
  const run = (env: NodeJS.ProcessEnv) =>
    made.user.run(["release", "--dry-run", "--json"], { cwd: made.directory, env });
  const [old, nobody] = [{ user: "AWS", password: "of-yesterday" }, dockerConfig({})];
  for (const env of [nobody, loggedInTo({ [registry]: old })]) {
    expect(errorOf(await run(env))).toMatchObject({
      exitCode: 3,
      hint: expect.stringContaining(`aws ecr get-login-password --region ${region} | docker login --username AWS`),
    });
  }
  const commands: string[] = [];
  const login = withHelper(registry, moto.helper);
  for (let ran = await run(login); ran.exitCode !== 0; ran = await run(login)) {
    const { message, hint = "" } = errorOf(ran) ?? {};
    const [, command = ""] = /`(aws ecr create-repository [^`]+)`/.exec(hint) ?? [];
    expect(message).toContain(`the registry ${registry} has no repository `);
    expect(commands).not.toContain(command);
    commands.push(command);
    moto.aws(...command.split(" ").slice(1));
  }
  expect(commands.sort()).toEqual(
    [`charts/${name}`, `team/${name}`].map(
      (path) => `aws ecr create-repository --repository-name ${path} --region ${region}`,
    ),
  );
  expect(ecr.written).toEqual([]);
});

full("a commit is released twice into a repository whose tags are immutable, by a login of the helper", async () => {
  const moto = await startMoto(region);
  const ecr = ecrRegistry(moto, () => publish.registry);
  const { host } = await httpServer(ecr.listener);
  const local = host.replace("127.0.0.1", "localhost");
  const made = project({ publish: { registry: local }, env: withHelper(local, moto.helper) });
  const name = `team/${made.name}`;
  moto.aws("ecr", "create-repository", "--repository-name", name, "--image-tag-mutability", "IMMUTABLE");
  expect(await made.chatops("release", "--pre", "rc", "--json")).toMatchObject({ exitCode: 0 });
  const { exitCode, result } = await made.chatops("release", "--json");
  expect({ exitCode, version: result?.version }).toEqual({ exitCode: 0, version: "0.1.0" });
  const commit = git(made.directory, "rev-parse", "HEAD");
  const tags = [`commit-${commit}-0.1.0-rc.0`, "0.1.0-rc.0", `commit-${commit}-0.1.0`, "0.1.0"];
  expect(ecr.written).toEqual(tags.map((tag) => `${name}:${tag}`));
  const authorization = `Basic ${btoa(`AWS:${moto.aws("ecr", "get-login-password")}`)}`;
  const again = await fetch(`http://${host}/v2/${name}/manifests/0.1.0`, { method: "PUT", headers: { authorization } });
  expect(await again.text()).toContain("cannot be overwritten because the tag is immutable");
});
