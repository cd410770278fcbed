import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { helmEnv, packagedChart, run } from "../../../testing/charts/committed.ts";
import { chart, metadata, pod, usual } from "../../../testing/charts/small-chart.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { helm, helmMajors } from "../../../testing/cluster/helm.ts";
import { type Files, folder, listed, read } from "../../../testing/fixtures/folder.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { httpServer } from "../../../testing/servers/http-server.ts";
import { sameContents, unpackChart } from "../../domain/chart/package.ts";

/** A chart that depends on one behind this URL; its charts folder is not in the commit. */
const depending = (url: string): Files => ({
  "chart/Chart.yaml": metadata("app", `dependencies:\n- { name: redis, version: ^0.1.0, repository: ${url} }\n`),
  "chart/templates/a.yaml": pod(`"${usual}"`),
});

describe.each(helmMajors)("dependencies of a repository that nobody has added, with Helm %i,", (major) => {
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

  test("are built as the lock file says, be there a newer version or not", async () => {
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

  test("are asked for again while it is busy", async () => {
    const root = chart(depending(await repository(["0.1.0"], { busy: 2 })));
    expect(versionOf((await packagedChart(root, helmEnv(major))).packaged)).toBe("0.1.0");
  });

  test("give the same chart at each run, also without a lock file", async () => {
    const root = chart(depending(await repository(["0.1.0"])));
    const [one, other] = [await packagedChart(root, helmEnv(3)), await packagedChart(root, helmEnv(major))];
    expect(one.packaged && other.packaged && sameContents(one.packaged, other.packaged)).toBe(true);
  });

  test("are built with the user's own password, and the user's settings stay as they are", async () => {
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
