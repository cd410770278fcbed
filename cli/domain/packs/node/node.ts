import type { Description, Evidence, Facts, Pack, Recognized } from "../pack.ts";
import { isDevelopmentServer } from "../shared/development-server.ts";
import { evidence } from "../shared/evidence.ts";
import { nodeCheck } from "../shared/health-check.ts";
import { programFacts } from "../shared/program-facts.ts";
import { surveyOf } from "../shared/survey.ts";
import type { ProjectTree } from "../tree.ts";
import type { Findings } from "./findings.ts";
import { imageOf } from "./image.ts";
import { javascript } from "./language.ts";
import { manifestFile, readManifest } from "./manifest.ts";
import { choosePackageManager } from "./package-managers.ts";
import { detectStart } from "./start.ts";
import { testStepsOf } from "./test-steps.ts";
import { detectNode } from "./version.ts";
import { nodeWarnings } from "./warnings.ts";

const buildOutputs = ["dist", "build", "out", "lib", ".next", ".nuxt", ".output", ".turbo"];

/** Projects with a package.json. */
export const node: Pack = {
  name: "node",
  title: "Node",
  language: javascript,
  manifests: [...[manifestFile, ".nvmrc", ".node-version", "pnpm-workspace.yaml", ".yarnrc.yml", ".yarnrc", ".npmrc"]],
  recognize,
  missing: `no ${manifestFile}`,
  describe,
  detect,
};

/** A package.json without anything to start may be there for the assets of a program in another language. */
function recognize(tree: ProjectTree): Recognized | undefined {
  if (!tree.paths.includes(manifestFile)) return undefined;
  const manifest = readManifest(tree);
  const isStarted =
    manifest.scripts.start !== undefined || manifest.main !== undefined || manifest.dependencies.size > 0;
  const { start = "" } = manifest.scripts;
  return { at: manifestFile, sure: isStarted && !isDevelopmentServer(start) ? "certain" : "likely" };
}

function detect(tree: ProjectTree): Facts {
  const findings = findingsOf(tree);
  return programFacts({
    pack: node.name,
    tree,
    about: describe(tree),
    survey: findings.survey,
    image: imageOf(findings),
    check: nodeCheck,
    outputs: buildOutputs,
    evidence: nodeEvidence(findings),
    warnings: nodeWarnings(findings),
  });
}

function describe(tree: ProjectTree): Description {
  const manifest = readManifest(tree);
  return {
    names: [
      { value: manifest.name, at: manifest.at("name") },
      { value: tree.folder, at: "folder" },
    ],
    dependencies: { ecosystem: "npm", names: manifest.dependencies },
    entry: manifest.main,
    testSteps: testStepsOf(manifest, choosePackageManager(manifest, tree)),
  };
}

function findingsOf(tree: ProjectTree): Findings {
  const manifest = readManifest(tree);
  const start = detectStart(manifest, tree);
  const { dependencies } = describe(tree);
  return {
    tree,
    manifest,
    chosen: choosePackageManager(manifest, tree),
    start,
    version: detectNode(manifest, tree),
    survey: surveyOf(tree, { language: javascript, start, dependencies, workingFolder: "/app" }),
  };
}

const nodeEvidence = ({ version, chosen, start, manifest }: Findings): Evidence[] => [
  evidence("node", { value: String(version.value), at: version.at }, "certain"),
  evidence(chosen.manager.name, { at: chosen.at }, "certain"),
  evidence("start", start, "certain"),
  ...(manifest.scripts.build ? [evidence("build", { at: manifest.at("scripts", "build") }, "certain")] : []),
];
