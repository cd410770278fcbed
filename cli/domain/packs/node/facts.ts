import type { Evidence, Facts } from "../pack.ts";
import { evidence } from "../shared/evidence.ts";
import { nodeCheck } from "../shared/health-check.ts";
import { migrationWarnings } from "../shared/processes.ts";
import { programFacts } from "../shared/program-facts.ts";
import { siteFacts } from "../shared/site-facts.ts";
import { webServerImage } from "../shared/web-server.ts";
import { type ProjectTree, subtree } from "../tree.ts";
import { partialBuilds } from "./build-scripts.ts";
import { builtOf } from "./built.ts";
import { runFile, type Start } from "./command.ts";
import { describe } from "./describe.ts";
import type { Built } from "./findings.ts";
import { builderStages, imageOf } from "./image.ts";
import { type NxApplication, nxApplicationOf, withoutOthers } from "./nx-application.ts";
import { findingsOf, workingFolderOf } from "./program.ts";
import { proxiesOf } from "./proxies.ts";
import { servedFound } from "./served-pages.ts";
import { buildFiles, detectSinglePage, type SinglePage } from "./single-page.ts";
import { buildWarnings, startWarnings } from "./warnings.ts";

export const packName = "node";

const buildOutputs = ["dist", "build", "out", "lib", ".next", ".nuxt", ".output", ".turbo"];

/** Pages that a browser runs, or a program. */
export function detect(tree: ProjectTree): Facts {
  const application = nxApplicationOf(tree);
  if (application) return detectApplication(tree, application);
  const built = builtOf(tree);
  const page = detectSinglePage(built.manifest, tree);
  return page ? detectPage(built, page) : detectProgram(built);
}

/** One that Nx builds: it is installed as the top says, and built by its name. */
function detectApplication(tree: ProjectTree, { folder, made, isPage, command, at }: NxApplication): Facts {
  const built = builtOf(withoutOthers(tree, { folder }));
  const commands = [`NX_DAEMON=false ${command}`];
  const builder = { value: "nx", at };
  if (!isPage) return detectProgram(built, { ...runFile(made.value, made.at), commands });
  const { beside } = tree;
  const own = { ...subtree(tree, folder), ...(beside && { beside }) };
  return detectPage(built, { builder, output: made, script: "build", writesEach: false, commands }, own);
}

const detectPage = (built: Built, page: SinglePage, own = built.tree): Facts =>
  siteFacts({
    pack: packName,
    tree: built.tree,
    about: describe(built.tree),
    image: webServerImage({
      stages: builderStages(built, { scripts: [page.script], commands: page.commands }),
      files: [
        { copy: [`${workingFolderOf(built.tree)}/${page.output.value}`], to: "/usr/share/nginx/html/", from: "build" },
      ],
      isSinglePage: !page.writesEach,
      passedOn: proxiesOf(own),
    }),
    outputs: buildOutputs,
    needed: buildFiles(built.tree),
    evidence: [
      ...buildEvidence(built, page.script),
      evidence(page.writesEach ? "static site" : "single-page application", page.builder, "certain"),
      evidence("pages", page.output, "likely"),
      ...proxiesOf(own).map(({ path, to, at }) => evidence("passes on", { value: `${path} to ${to}`, at }, "likely")),
    ],
    warnings: buildWarnings(built),
  });

function detectProgram(built: Built, known?: Start): Facts {
  const findings = findingsOf(built, known);
  const { start, survey, pages, served } = findings;
  const [version, manager, ...build] = buildEvidence(built);
  return programFacts({
    pack: packName,
    tree: built.tree,
    about: describe(built.tree),
    survey,
    image: imageOf(findings),
    check: nodeCheck,
    outputs: buildOutputs,
    pagesIn: served?.folder,
    evidence: [
      ...[version, manager].filter((line) => line !== undefined),
      evidence("start", start, "certain"),
      ...build,
      ...servedFound(pages, served).map((found) => evidence("serves pages", found, "likely")),
    ],
    warnings: [
      ...buildWarnings(built),
      ...startWarnings(findings),
      ...migrationWarnings(describe(built.tree), survey.services, start.value),
    ],
  });
}

const buildEvidence = ({ version, chosen, manifest }: Built, script = "build"): Evidence[] => [
  evidence("node", { value: String(version.value), at: version.at }, "certain"),
  evidence(chosen.manager.name, { at: chosen.at }, "certain"),
  ...(manifest.scripts[script] ? [script] : partialBuilds(manifest)).map((name) =>
    evidence("build", { at: manifest.at("scripts", name) }, "certain"),
  ),
];
