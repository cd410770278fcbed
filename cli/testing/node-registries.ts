import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { sandbox } from "./parts.ts";
import { cluster } from "./promotables.ts";

/**
 * Lets the nodes pull under another name from the sandbox's registry, or from what listens at that port of this machine;
 * gone with the test.
 */
export function nameForNodes(name: string, port = portOf(sandbox().registry)): void {
  const nodes = join(dirname(dirname(cluster().kubeconfig)), "nodes");
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
