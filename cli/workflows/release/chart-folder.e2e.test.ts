import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { helmEnv, packagedChart, run } from "../../../testing/charts/committed.ts";
import { chart, metadata, pod, usual } from "../../../testing/charts/small-chart.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { helm, helmMajors } from "../../../testing/cluster/helm.ts";
import { type Files, folder, listed, read } from "../../../testing/fixtures/folder.ts";
import { uniqueName } from "../../../testing/git/git-project.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import { inTurn } from "../../../testing/setup/short-run.ts";
import { sameContents, unpackChart } from "../../domain/chart/package.ts";

/** A chart that depends on one behind this URL; its charts folder is not in the commit. */
const depending = (url: string): Files => ({
  "chart/Chart.yaml": metadata("app", `dependencies:\n- { name: redis, version: ^0.1.0, repository: ${url} }\n`),
  "chart/templates/a.yaml": pod(`"${usual}"`),
});

const needing = (name: string, version: string, url: string) =>
  metadata("app", `dependencies:\n- { name: ${name}, version: ${version}, repository: ${url} }\n`);

describe.each(helmMajors)("dependencies of a repository that nobody has added, with Helm %i,", (major) => {
  const story = inTurn(helmMajors.indexOf(major), helmMajors.length);
  const helmIs = sandbox().helm[major];

  /** A repository with versions of a chart; it lets in whoever says the password, if it has one. */
  async function repository(versions: string[], { password, busy = 0 }: { password?: string; busy?: number } = {}) {
    const place = folder({ "redis/Chart.yaml": metadata("redis"), "redis/templates/a.yaml": "kind: Redis\n" });
    const { host, requests } = await httpServer((request, response) => {
      if (requests.length <= busy) return void response.writeHead(503).end();
      const isKnown = !password || request.headers.authorization === `Basic ${btoa(`robot:${password}`)}`;
      if (!isKnown) return void response.writeHead(401).end();
      response.end(readFileSync(join(place, "charts", request.url ?? "")));
    });
    for (const version of versions)
      run(helmIs, "package", join(place, "redis"), "--version", version, "--destination", join(place, "charts"));
    run(helmIs, "repo", "index", join(place, "charts"), "--url", `http://${host}`);
    return `http://${host}`;
  }

  const versionOf = (packaged: Uint8Array | undefined) =>
    /^version: (.*)$/m.exec(
      Buffer.from((packaged && unpackChart(packaged).get("charts/redis/Chart.yaml")) ?? []).toString(),
    )?.[1];

  story("are built as the lock file says, be there a newer version or not", async () => {
    const root = chart(depending(await repository(["0.1.0", "0.1.7"])));
    const env = helmEnv(major);
    const first = await packagedChart(root, env);
    expect(versionOf(first.packaged)).toBe("0.1.7");
    await helm(major, "dependency", "update", join(root, "chart"));
    run("rm", "-r", join(root, "chart/charts"));
    const url = /http:[^\s]*/.exec(read(root, "chart/Chart.lock"))?.[0] ?? "";
    const newer = chart({ ...depending(url), "chart/Chart.lock": read(root, "chart/Chart.lock") });
    expect(versionOf((await packagedChart(newer, env)).packaged)).toBe("0.1.7");
    expect(listed(env.HOME ?? "").filter((path) => path.includes("repositor"))).toEqual([]);
  });

  story("that are there and that .helmignore hides are told by that", async () => {
    const url = await repository(["0.1.0"]);
    const root = chart({ ...depending(url), "chart/.helmignore": "*.tgz\n" });
    const hidden = /^chart\/\.helmignore leaves out what the chart depends on: redis-0\.1\.0\.tgz$/;
    expect((await failureOf(packagedChart(root, helmEnv(major)))).message).toMatch(hidden);
    await helm(major, "dependency", "update", join(root, "chart"));
    expect((await failureOf(packagedChart(root, helmEnv(major)))).message).toMatch(hidden);
  });

  story("are asked for again while it is busy", async () => {
    const root = chart(depending(await repository(["0.1.0"], { busy: 2 })));
    expect(versionOf((await packagedChart(root, helmEnv(major))).packaged)).toBe("0.1.0");
  });

  story("give the same chart at each run, also without a lock file", async () => {
    const root = chart(depending(await repository(["0.1.0"])));
    const [one, other] = [await packagedChart(root, helmEnv(3)), await packagedChart(root, helmEnv(major))];
    expect(one.packaged && other.packaged && sameContents(one.packaged, other.packaged)).toBe(true);
  });

  story("are got from a registry of this machine, which speaks plain http", async () => {
    const place = folder({ "redis/Chart.yaml": metadata("redis"), "redis/templates/a.yaml": "kind: Redis\n" });
    const charts = `oci://${sandbox().registry}/${uniqueName()}`;
    run(helmIs, "package", join(place, "redis"), "--version", "0.1.2", "--destination", place);
    run(helmIs, "push", join(place, "redis-0.1.2.tgz"), charts, "--plain-http");
    expect(versionOf((await packagedChart(chart(depending(charts)), helmEnv(major))).packaged)).toBe("0.1.2");
  });

  story("that cannot be got are told with what helps", async () => {
    const stranger = await httpServer((_, response) => {
      response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end("{}");
    });
    const url = await repository(["0.1.0"]);
    const stale = "dependencies: []\ndigest: sha256:00\ngenerated: 2026-01-01T00:00:00Z\n";
    const rows: [files: Files, hint: string][] = [
      [{ ...depending(url), "chart/Chart.lock": stale }, "helm dependency update chart"],
      [depending('"@team"'), "helm repo add team <url>"],
      [depending(`oci://${stranger.host}/charts`), `helm registry login ${stranger.host}`],
      [depending(`http://${stranger.host}/charts`), `helm repo add <name> http://${stranger.host}/charts --username`],
      [{ ...depending(url), "chart/Chart.yaml": needing("redis", "^7.0.0", url) }, "no such version"],
      [{ ...depending(url), "chart/Chart.yaml": needing("none", "0.1.0", url) }, "There is no such chart"],
      [{ ...depending(url), "chart/Chart.yaml": needing("redis", "0.1.0", '""') }, "has to be in chart/charts"],
    ];
    for (const [files, hint] of rows)
      expect((await failureOf(packagedChart(chart(files), helmEnv(major)))).hint).toContain(hint);
  });

  story("are built with the user's own password, and the user's settings stay as they are", async () => {
    const url = await repository(["0.1.0"], { password: "s3cret-word" });
    const root = chart(depending(url));
    expect((await failureOf(packagedChart(root, helmEnv(major)))).details.join("\n")).toMatch(/401/);
    const entry = `{ name: team, url: "${url}/", username: robot, password: s3cret-word }`;
    const text = `apiVersion: ""\nrepositories:\n- ${entry}\n- { name: gone, url: "http://127.0.0.1:1" }\n`;
    const env = {
      ...helmEnv(major),
      HELM_REPOSITORY_CONFIG: join(folder({ "repositories.yaml": text }), "repositories.yaml"),
    };
    expect(versionOf((await packagedChart(root, env)).packaged)).toBe("0.1.0");
    expect(readFileSync(env.HELM_REPOSITORY_CONFIG, "utf8")).toBe(text);
    expect(versionOf((await packagedChart(chart(depending('"@team"')), env)).packaged)).toBe("0.1.0");
  });
});
