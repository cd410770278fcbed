import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { chartOf, helm, valuesFile } from "../../../testing/cluster/helm.ts";
import { exampleFiles } from "../../../testing/fixtures/examples.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { everyService } from "../../../testing/fixtures/sample-projects.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { full, isFull } from "../../../testing/setup/short-run.ts";

if (isFull) needs("helm", "chart-linters");

const page = new URL("../../../docs/chart.md", import.meta.url);
/** The first column of the table on the page. */
const answered = () =>
  new Set(
    [...readFileSync(page, "utf8").matchAll(/^\| (?:kube-score|checkov) \| `([^`]+)`/gm)].map(([, finding]) => finding),
  );

const backup = { backup: { enabled: true } };
const values = {
  image: { tag: "1.2.3", digest: `sha256:${"a".repeat(64)}` },
  expose: "ingress",
  host: "shop.example.com",
  hpa: { enabled: true },
  networkPolicy: { enabled: true },
  postgres: backup,
  mysql: backup,
  mongodb: backup,
};

interface Scored {
  checks: { grade: number; skipped: boolean; comments: { summary: string }[] | null }[];
}

/** What a linter prints; it ends with an error where it finds something. */
const said = (program: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> =>
  new Promise((resolve) => {
    execFile(program, args, { env: { ...process.env, ...env }, maxBuffer: 2 ** 27 }, (_, out) => resolve(out));
  });

async function findingsIn(file: string): Promise<string[]> {
  const scored: Scored[] = JSON.parse(await said(sandbox().kubeScore, ["score", file, "--output-format", "json"]));
  const ofKubeScore = scored
    .flatMap(({ checks }) => checks)
    .filter(({ grade, skipped }) => !skipped && grade < 10)
    .flatMap(({ comments }) => (comments ?? []).map(({ summary }) => summary));
  const python = ["-m", "checkov.main", "--file", file, "--framework", "kubernetes", "--output", "json", "--quiet"];
  const report = JSON.parse(await said("python3", python, { PYTHONPATH: sandbox().checkov }));
  const ofCheckov: { check_id: string }[] = report.results.failed_checks;
  return [...ofKubeScore, ...ofCheckov.map(({ check_id }) => check_id)];
}

full("whatever kube-score and checkov find in a chart with all its parts is answered, and nothing else", async () => {
  const found = new Set<string>();
  for (const [files, given] of [
    [everyService, values],
    [exampleFiles("node", "express"), {}],
  ] as const) {
    const text = await helm(
      4,
      "template",
      "shop",
      await chartOf(files),
      "--namespace",
      "shop",
      "--values",
      valuesFile(given),
    );
    const file = join(folder(), "all.yaml");
    writeFileSync(file, text);
    for (const finding of await findingsIn(file)) found.add(finding);
  }
  expect([...found].sort()).toEqual([...answered()].sort());
});
