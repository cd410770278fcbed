import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../testing/chatops/failure.ts";
import { type Files, folder, listed, read } from "../../testing/fixtures/folder.ts";
import { stageChart } from "./chart-files.ts";

function repository(files: Files, links: Record<string, string> = {}): string {
  const root = folder({ "chart/Chart.yaml": "name: chat\n", ...files });
  for (const [path, to] of Object.entries(links)) symlinkSync(to, join(root, path));
  return root;
}

async function staged(root: string, path = "chart"): Promise<string> {
  const to = folder({}, "copies");
  expect(await stageChart(root, path, to)).toBe(true);
  return to;
}

test("copies a chart to its own path, with every file but Git's own", async () => {
  const root = repository({
    "chart/.helmignore": "*.bak\n",
    "chart/.git/config": "x",
    "chart/files/größe.txt": "g\n",
    "other/a": "",
  });
  expect(listed(await staged(root))).toEqual(["chart/.helmignore", "chart/Chart.yaml", "chart/files/größe.txt"]);
});

test("puts what links lead to in their place, be it a file, a folder, or a link again", async () => {
  const links = { "chart/d.json": "../shared/d.json", "chart/all": "../shared", "shared/again": "deep" };
  const to = await staged(repository({ "shared/d.json": "{}\n", "shared/deep/e.txt": "e\n" }, links));
  expect(listed(to)).toEqual([
    "chart/Chart.yaml",
    "chart/all/again/e.txt",
    "chart/all/d.json",
    "chart/all/deep/e.txt",
    "chart/d.json",
  ]);
  expect(read(to, "chart/d.json")).toBe("{}\n");
});

test("a chart may be a link, or the whole repository", async () => {
  const root = repository({}, { linked: "chart" });
  expect(listed(await staged(root, "linked"))).toEqual(["linked/Chart.yaml"]);
  expect(listed(await staged(root, "."))).toEqual(["chart/Chart.yaml", "linked/Chart.yaml"]);
});

describe("a link is refused by its name if it", () => {
  test.each([
    ["leads out of the repository", "../../elsewhere"],
    ["leads out of the repository", "/etc/hostname"],
    ["leads out of the repository", "../.git"],
    ["leads nowhere", "missing"],
    ["leads to a folder that it is in", "."],
    ["leads to a folder that it is in", "../loop"],
  ])("%s: %s", async (what, to) => {
    const root = repository(
      { "../elsewhere": "", ".git/config": "x", "loop/a": "" },
      { "chart/link": to, "loop/back": "../chart" },
    );
    const failure = await failureOf(stageChart(root, "chart", folder({}, "copies")));
    expect(failure.message).toMatch(/^the link chart\/link(\/back)? /);
    expect(failure.message).toContain(what);
  });
});

test("a pointer of LFS is refused, since it is not what it stands for", async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 12\n`;
  const staging = stageChart(repository({ "chart/charts/redis-1.0.0.tgz": pointer }), "chart", folder({}, "copies"));
  expect(await failureOf(staging)).toMatchObject({
    message: "chart/charts/redis-1.0.0.tgz is an LFS pointer, and not the file that it stands for",
    hint: expect.stringContaining("git-lfs"),
  });
});

test("no folder is no chart, and a file is none either", async () => {
  const root = repository({});
  expect(await stageChart(root, "none", folder({}, "copies"))).toBe(false);
  const failure = await failureOf(stageChart(root, "chart/Chart.yaml", folder({}, "copies")));
  expect(failure.message).toBe("chart/Chart.yaml is a file, and not the folder of a chart");
});
