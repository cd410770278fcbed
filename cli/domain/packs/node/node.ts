import type { Facts, Pack } from "../../project/facts.ts";
import { detectHealth, detectMetrics } from "../../project/health.ts";
import { nameFrom } from "../../project/name.ts";
import { detectPort, exposedPort } from "../../project/port.ts";
import { sourcesOf } from "../../project/scan.ts";
import { detectServices, serviceVariables } from "../../project/services.ts";
import type { ProjectTree } from "../../project/tree.ts";
import { detectHost, detectVariables } from "../../project/variables.ts";
import { detectWritable } from "../../project/writable.ts";
import { dockerfileOf } from "./dockerfile.ts";
import { evidenceOf } from "./evidence.ts";
import { manifestFile, readManifest } from "./manifest.ts";
import { choosePackageManager } from "./package-managers.ts";
import { detectStart } from "./start.ts";
import { testStepsOf } from "./test-steps.ts";
import { detectNode } from "./version.ts";
import { warningsOf } from "./warnings.ts";

const workingFolder = "/app";

/** Projects with a package.json. */
export const node: Pack = { name: "node", marker: manifestFile, detect };

function detect(tree: ProjectTree): Facts {
  const manifest = readManifest(tree);
  const chosen = choosePackageManager(manifest, tree);
  const start = detectStart(manifest, tree);
  const version = detectNode(manifest, tree);
  const sources = sourcesOf(tree, start.entry);
  const port = detectPort({ sources, start, exposed: exposedPort(tree.texts.get("Dockerfile")) });
  const health = detectHealth(sources);
  const host = detectHost(sources);
  const services = detectServices(manifest.dependencies, sources);
  const environment = { PORT: String(port.value), ...(host && { HOST: host.value }) };
  const metrics = detectMetrics(sources);
  const findings = { manifest, chosen, start, version, port, health, services, sources, tree, environment, metrics };
  const shared = {
    variables: detectVariables(sources, serviceVariables(services)),
    writable: detectWritable(sources, workingFolder),
  };
  return {
    pack: node.name,
    name: nameFrom([
      { value: manifest.name, at: manifest.at("name") },
      { value: tree.folder, at: "folder" },
    ]),
    port,
    health,
    services,
    ...shared,
    environment,
    dockerfile: dockerfileOf(findings),
    testSteps: testStepsOf(findings),
    healthCheck: (to, at) => ["node", "-e", healthCheck(to, at, health.readiness?.value)],
    metrics: findings.metrics,
    evidence: evidenceOf({ ...findings, ...shared }),
    warnings: warningsOf({ ...findings, ...shared }),
  };
}

/** A slim image has neither curl nor wget, but it has Node. */
function healthCheck(host: string, port: string, path: string | undefined): string {
  const end = (code: string) => `() => process.exit(${code})`;
  if (path) return `fetch('http://${host}:${port}${path}').then((r) => process.exit(r.ok ? 0 : 1), ${end("1")})`;
  return `require('net').connect(${port}, '${host}', ${end("0")}).on('error', ${end("1")})`;
}
