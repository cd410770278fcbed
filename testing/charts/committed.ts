import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../cli/core/config/parse.ts";
import { runSession } from "../../cli/core/session.ts";
import type { Unstamped } from "../../cli/domain/chart/stamp.ts";
import { readCommittedChart } from "../../cli/workflows/release/committed-chart.ts";
import { Mask } from "../../lib/mask.ts";
import { recorder } from "../chatops/recorder.ts";
import type { HelmMajor } from "../cluster/helm.ts";
import { folder } from "../fixtures/folder.ts";
import { sandbox } from "../sandbox/sandbox.ts";

export const image = {
  repository: "registry.example.com/team/app",
  digest: `sha256:${"ab".repeat(32)}`,
  id: "sha256:1",
};
export const release: Unstamped = { version: "1.4.0", commit: "1234567", image };

/** An environment in which `helm` is of this major, with a home of its own. */
export function helmEnv(major: HelmMajor): NodeJS.ProcessEnv {
  const bin = folder({}, "bin");
  symlinkSync(sandbox().helm[major], join(bin, "helm"));
  return { PATH: `${bin}:${process.env.PATH}`, HOME: folder({}, "home") };
}

/** What a release makes of the chart in a repository; undefined: it has none. */
export async function packagedChart(
  root: string,
  env: NodeJS.ProcessEnv,
  settings: object = {},
  as: Unstamped = release,
): Promise<{ packaged: Uint8Array | undefined; warnings: string[] }> {
  const config = parseConfig(JSON.stringify({ name: "app", image: image.repository, ...settings }), "chatops.yaml");
  const { listener, events } = recorder();
  const { signal } = new AbortController();
  const session = { cwd: root, env, mask: new Mask(), signal, listener, dryRun: false, yes: true };
  const checkout = { root, project: root, prefix: "", scratch: folder() };
  const packaged = await runSession(session, async (own) =>
    (await readCommittedChart(own, config, checkout, as))?.packageAs(as),
  );
  return { packaged, warnings: events.flatMap((event) => (event.type === "warning" ? [event.text] : [])) };
}

/** Runs a program to its end, and answers what it printed. */
export const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 2 ** 26 });
