import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { importIn } from "../../../testing/chatops/import.ts";
import { user } from "../../../testing/chatops/user.ts";
import { containerOf, type HelmMajor, helm, helmMajors, manifestsIn, specOf } from "../../../testing/cluster/helm.ts";
import { adminKubeconfig, ownNamespace } from "../../../testing/cluster/namespaces.ts";
import { removeAfterwards } from "../../../testing/docker/docker.ts";
import { type Files, read } from "../../../testing/fixtures/folder.ts";
import { typescriptWithRedis } from "../../../testing/fixtures/sample-projects.ts";
import { uniqueName } from "../../../testing/git/git-project.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { imageInRegistry } from "../../../testing/servers/published-artifacts.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { full } from "../../../testing/setup/short-run.ts";

needs("helm", "skaffold");

const publish = ownServers();

/** Without a dependency, so that the build installs none. */
const greeter = (name: string): Files => ({
  "package.json": { name, scripts: { start: "node server.js" } },
  "package-lock.json": { name, lockfileVersion: 3, requires: true, packages: { "": { name } } },
  "server.js":
    'require("node:http").createServer((_, response) => response.end("hi")).listen(process.env.PORT || 3000);\n',
});

/** A project that was imported and committed, and skaffold in it, with one of the two Helms. */
async function imported(files: Files, name: string, registry = publish.registry) {
  const directory = repository(files);
  const image = `${registry}/team/${name}`;
  removeAfterwards(name);
  await importIn(directory, { name, image });
  git(directory, "add", "--all");
  git(directory, "commit", "--quiet", "--message", "Import");
  const settings = { SKAFFOLD_UPDATE_CHECK: "false", SKAFFOLD_INTERACTIVE: "false" };
  const { env } = user({ ...settings, KUBECONFIG: sandbox().cluster?.kubeconfig });
  const skaffold = async (major: HelmMajor, ...args: string[]) => {
    const { helm, skaffold: program } = sandbox();
    const path = [dirname(helm[major]), env.PATH].join(delimiter);
    return (await promisify(execFile)(program, args, { cwd: directory, env: { ...env, PATH: path } })).stdout;
  };
  return { directory, image, skaffold };
}

describe("the generated skaffold.yaml", () => {
  test("builds the image, and runs by its digest what was built", async () => {
    const name = uniqueName();
    const { directory, image, skaffold } = await imported(greeter(name), name);
    expect(await skaffold(3, "diagnose")).toContain("Docker artifact");
    await skaffold(3, "build", "--file-output", "built.json");
    const tag = `dev-${git(directory, "rev-parse", "--short", "HEAD")}`;
    const digest = (await imageInRegistry(publish.registry, `team/${name}`, tag))?.digest;
    expect(JSON.parse(read(directory, "built.json")).builds).toEqual([
      { imageName: image, tag: `${image}:${tag}@${digest}` },
    ]);
    const manifests = manifestsIn(await skaffold(3, "render", "--build-artifacts", "built.json"));
    expect(containerOf(manifests, "Deployment").image).toBe(`${image}:${tag}@${digest}`);
  });

  test("installs one replica for development, whose Redis needs neither a Secret nor a volume", async () => {
    const { directory, image, skaffold } = await imported(typescriptWithRedis, uniqueName());
    writeFileSync(
      join(directory, "built.json"),
      JSON.stringify({ builds: [{ imageName: image, tag: `${image}:dev-1` }] }),
    );
    const args = ["render", "--profile", "dev", "--build-artifacts", "built.json", "--digest-source", "tag"];
    const manifests = manifestsIn(await skaffold(3, ...args));
    expect(specOf(manifests, "Deployment").replicas).toBe(1);
    expect(specOf(manifests, "StatefulSet")).not.toHaveProperty("volumeClaimTemplates");
    expect(JSON.stringify(manifests)).not.toContain("secretKeyRef");
  });

  full("runs in a cluster that lets only restricted pods in, and answers there", async () => {
    const name = uniqueName();
    // The nodes know the sandbox's registry alone.
    const { skaffold } = await imported(greeter(name), name, sandbox().registry);
    const { namespace } = await ownNamespace({ "pod-security.kubernetes.io/enforce": "restricted" });
    await skaffold(3, "run", "--profile", "dev", "--namespace", namespace);
    for (const major of helmMajors) {
      const said = await helm(major, "test", name, "--namespace", namespace, "--kubeconfig", adminKubeconfig());
      expect(said).toMatch(/^Phase: +Succeeded$/m);
    }
  });

  full("needs Helm 3, as it says: this skaffold does not know the options of Helm 4", async () => {
    const { directory, skaffold } = await imported(greeter("shop"), uniqueName());
    expect(read(directory, "skaffold.yaml")).toContain("Helm 3");
    await expect(skaffold(4, "render")).rejects.toThrow("unknown flag: --client");
  });
});
