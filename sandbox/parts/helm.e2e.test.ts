import { readlinkSync, realpathSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../../lib/processes.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { needs } from "../../testing/setup/needs-programs.ts";
import { install } from "../index.ts";
import { sandboxPaths } from "../paths.ts";
import { versions } from "../versions.ts";
import { type HelmMajor, helmProgram } from "./helm.ts";

needs("helm");

const majors: HelmMajor[] = [3, 4];
const shared = sandboxPaths();
const versionOf = async (program: string) => (await run(program, ["version", "--short"])).stdout;

test.each(majors)("Helm %i is built, and says its version", async (major) => {
  expect(await versionOf(helmProgram(shared, major))).toBe(`v${versions.helm[major]}`);
});

test("Helm 3 supposes the Kubernetes that its own release supposes, where it asks no cluster", async () => {
  const chart = folder({
    "Chart.yaml": 'apiVersion: v2\nname: new\nversion: 1.0.0\nkubeVersion: ">= 1.30.0-0"\n',
    "templates/a.yaml": "kind: A\n",
  });
  expect((await run(helmProgram(shared, 3), ["template", chart])).stdout).toContain("kind: A");
});

test.each(majors)("a helm that the user has is taken for Helm %i, where it is one", async (major) => {
  const programs = folder({}, "programs");
  symlinkSync(realpathSync(helmProgram(shared, major)), join(programs, "helm"));
  const { PATH } = process.env;
  onTestFinished(() => void Object.assign(process.env, { PATH }));
  process.env.PATH = [programs, PATH].join(delimiter);

  const env = { ...process.env, XDG_STATE_HOME: folder({}, "state") };
  await install(["helm"], { env });
  for (const which of majors) {
    const expected = which === major ? join(programs, "helm") : `${shared.cache}/programs/helm-${versions.helm[which]}`;
    expect(readlinkSync(helmProgram(sandboxPaths(env), which))).toBe(expected);
  }
});
