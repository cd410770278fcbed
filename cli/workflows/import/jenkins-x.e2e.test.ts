import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importIn } from "../../../testing/chatops/import.ts";
import { kubectl } from "../../../testing/cluster/cluster-project.ts";
import { helm, helmMajors } from "../../../testing/cluster/helm.ts";
import { ownNamespace } from "../../../testing/cluster/namespaces.ts";
import { type Files, folder, writeAll } from "../../../testing/fixtures/folder.ts";
import { goOfJenkinsX, nodeOfJenkinsX, type Year } from "../../../testing/fixtures/jenkins-x.ts";
import { project, uniqueName } from "../../../testing/git/git-project.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { few, full } from "../../../testing/setup/short-run.ts";

needs("helm");

const own = ownServers();

/** Everything that a chart of 2020 can make for a cluster without further parts. */
const everything = { hpa: { enabled: true }, jxRequirements: { ingress: { domain: "example.com" } } };

/** The chart of a project as it is after its migration. */
async function migratedChart(files: Files, name: string): Promise<string> {
  const directory = repository(files, { name });
  await importIn(directory, { migrate: true });
  return join(directory, "charts", name);
}

describe("a chart of Jenkins X", () => {
  const cases = ([2020, 2018, 2019] as const).flatMap((year) => [
    ["node", year, nodeOfJenkinsX] as const,
    ["go", year, goOfJenkinsX] as const,
  ]);

  test.each(few(cases, 3))("of %s of %i is taken by both Helms and by the API server", async (_, year, make) => {
    const chart = await migratedChart(make("shop", year), "shop");
    const { namespace } = await ownNamespace();
    const file = join(folder(), "values.json");
    for (const values of [{}, everything]) {
      writeFileSync(file, JSON.stringify(values));
      for (const major of helmMajors) {
        expect(await helm(major, "lint", "--strict", chart, "--values", file)).toContain("0 chart(s) failed");
        const manifest = join(folder(), "manifest.yaml");
        writeFileSync(manifest, await helm(major, "template", "shop", chart, "--values", file));
        const said = kubectl("apply", "--dry-run=server", "--namespace", namespace, "--filename", manifest);
        expect(said).toMatch(/deployment\.apps\/shop-shop created \(server dry run\)/);
        expect(/ingress|horizontalpodautoscaler/.test(said)).toBe(year === 2020 && values === everything);
      }
    }
  });

  test("has dependencies that Helm finds in its lock", async () => {
    const name = "shop";
    const dependency = { name: "cache", version: "1.0.0", repository: "file://../cache" };
    const files = {
      ...goOfJenkinsX(name, 2018),
      "charts/cache/Chart.yaml": "apiVersion: v1\nname: cache\nversion: 1.0.0\n",
      "charts/shop/requirements.yaml": { dependencies: [dependency] },
      "charts/shop/requirements.lock": {
        dependencies: [dependency],
        digest: "sha256:0",
        generated: "2019-05-01T10:00:00Z",
      },
    };
    const directory = repository(files, { name });
    await importIn(directory, { migrate: true, chart: "charts/shop" });
    for (const major of helmMajors) {
      const said = await helm(major, "dependency", "build", join(directory, "charts/shop"));
      expect(said).toContain("Saving 1 charts");
    }
  });
});

describe("a project of Jenkins X is released and promoted", () => {
  const stories: readonly (readonly [string, Year, typeof nodeOfJenkinsX])[] = [
    ["node", 2019, nodeOfJenkinsX],
    ["go", 2018, goOfJenkinsX],
  ];

  for (const [language, year, make] of stories) {
    // One image is built in a short run: that of Go takes longer.
    const story = language === "node" ? test : full;
    story(`${language} of ${year}`, async () => {
      const name = uniqueName();
      const kubeconfig = sandbox().cluster?.kubeconfig;
      // The nodes know the sandbox's registry alone.
      const publish = { charts: own.charts, registry: sandbox().registry };
      const place = project({ publish, env: { KUBECONFIG: kubeconfig } });
      git(place.directory, "rm", "-r", "--quiet", ".");
      place.commit(make(name, year), "feat: come from Jenkins X");
      const { namespace } = await ownNamespace();
      const image = `${publish.registry}/team/${name}`;
      const wishes = ["--name", name, "--image", image, "--chart-repo", publish.charts];
      const imported = await place.chatops("import", "--migrate", "--yes", ...wishes, "--commit", "--json");
      expect(imported).toMatchObject({ exitCode: 0 });
      const environments = { staging: { kubernetes: { namespace }, promote: "auto", observe: "1s" } };
      const chart = { path: `charts/${name}`, repository: publish.charts };
      writeAll(place.directory, { "chatops.yaml": { name, image, chart, environments } });
      place.commit({}, "feat: name the place");
      const released = await place.chatops("release", "--json");
      expect(released).toMatchObject({ exitCode: 0 });
      const promoted = await place.chatops("promote", "--all-auto", "--json");
      expect(promoted).toMatchObject({ exitCode: 0 });
      const service = `/api/v1/namespaces/${namespace}/services/${name}:http/proxy/`;
      expect(kubectl("get", "--raw", service)).toBe("hi");
    });
  }
});
