import { programDockerfile, programUser } from "../../dockerfile/program-image.ts";
import type { Description, Evidence, Facts, Pack } from "../pack.ts";
import { evidence, evidenceOf } from "../shared/evidence.ts";
import { nodeCheck } from "../shared/health-check.ts";
import { ignoredFolders } from "../shared/ignored.ts";
import { nameFrom } from "../shared/name.ts";
import { surveyOf } from "../shared/survey.ts";
import { warningsOf } from "../shared/warnings.ts";
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
  recognize: ({ paths }) => (paths.includes(manifestFile) ? { at: manifestFile, sure: "certain" } : undefined),
  missing: `no ${manifestFile}`,
  describe,
  detect,
};

function detect(tree: ProjectTree): Facts {
  const findings = findingsOf(tree);
  const { manifest, survey } = findings;
  return {
    ...survey,
    pack: node.name,
    name: nameFrom(describe(tree).names),
    dockerfile: programDockerfile(imageOf(findings)),
    user: programUser,
    ignored: ignoredFolders(tree, buildOutputs),
    testSteps: testStepsOf(manifest, findings.chosen),
    healthCheck: (host, port) => nodeCheck(host, port, survey.health.readiness?.value),
    evidence: [...nodeEvidence(findings), ...evidenceOf(survey)],
    warnings: [...nodeWarnings(findings), ...warningsOf(survey, tree)],
  };
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
