import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { sandbox } from "../sandbox/sandbox.ts";
import { sandboxCluster } from "./cluster-project.ts";

/**
 * Lets the nodes pull under another name from the sandbox's registry, or from what listens at that port of this machine;
 * gone with the test.
 */
export function nameForNodes(name: string, port = portOf(sandbox().registry)): void {
  const nodes = join(dirname(dirname(sandboxCluster().kubeconfig)), "nodes");
  for (const node of readdirSync(nodes)) {
    const registries = join(nodes, node, "registries");
    const known = readFileSync(join(registries, sandbox().registry, "hosts.toml"), "utf8");
    const folder = join(registries, name);
    mkdirSync(folder);
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "hosts.toml"), known.replaceAll(`:${portOf(sandbox().registry)}"`, `:${port}"`));
  }
}

export const portOf = (address: string): string => address.split(":")[1] ?? "";
