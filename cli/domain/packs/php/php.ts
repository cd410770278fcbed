import { ignores } from "../../dockerfile/ignored.ts";
import { serviceVariables } from "../../services/used-service.ts";
import { detectAssets } from "../node/assets.ts";
import type { Description, Evidence, Facts, Pack, Recognized } from "../pack.ts";
import { evidence } from "../shared/evidence.ts";
import { bashCheck } from "../shared/health-check.ts";
import { toolFiles } from "../shared/pinned-tool.ts";
import { programFacts } from "../shared/program-facts.ts";
import { sourcesOf } from "../shared/scan.ts";
import { type Survey, surveyOf } from "../shared/survey.ts";
import type { Found, ProjectTree } from "../tree.ts";
import { type Composer, lockFile, manifestFile, readComposer } from "./composer.ts";
import { withDrivers } from "./drivers.ts";
import { extensionsFor, extensionsOf } from "./extensions.ts";
import { frameworkOf } from "./frameworks.ts";
import { environmentOf, type Findings, imageOf } from "./image.ts";
import { phpLanguage } from "./language.ts";
import { neededOf } from "./needed.ts";
import { processesOf } from "./processes.ts";
import { readAs } from "./read-as.ts";
import { detectStart, findStart, pathIn } from "./start.ts";
import { symfonySettings, variablesOfSettings } from "./symfony.ts";
import { detectPhp } from "./version.ts";
import { phpWarnings } from "./warnings.ts";
import { scratchOf, uploadsOf } from "./writable.ts";

/** Projects in PHP: with Composer and a framework, or plain pages. */
export const php: Pack = {
  name: "php",
  title: "PHP",
  language: phpLanguage,
  manifests: [
    ...[manifestFile, lockFile, ".php-version", ...toolFiles, ".env.example", ".env", ".env.dist"],
    ".htaccess",
    symfonySettings,
  ],
  // Packages of one's own beside the pages are loaded by them.
  takes: ({ paths }) => !paths.some((path) => /^(?:[^/]{1,80}\/)?index\.php$/.test(path) || path === "Dockerfile"),
  recognize,
  missing: `no ${manifestFile} and no index.php`,
  describe,
  detect,
  configured: (survey, tree) => {
    const composer = readComposer(tree);
    const framework = frameworkOf(tree, composer);
    const services = framework.drivers ? withDrivers(survey, tree, composer) : survey.services;
    return { ...survey, services, variables: neededOf(survey, framework, composer) };
  },
};

/** Pages of PHP decide; a composer.json alone may be there for tools. */
function recognize(tree: ProjectTree): Recognized | undefined {
  const { paths } = tree;
  const hasManifest = paths.includes(manifestFile);
  if (!hasManifest && !paths.some((path) => path.endsWith(".php"))) return undefined;
  const composer = readComposer(tree);
  const start = findStart(tree, { framework: frameworkOf(tree, composer), composer }, []);
  const at = hasManifest ? manifestFile : start?.kind === "pages" ? start.folder.at : manifestFile;
  if (start && (hasManifest || at.endsWith("index.php"))) return { at, sure: "certain" };
  if (hasManifest) return { at, sure: "likely" };
  return start && { at, sure: "assumed" };
}

function describe(given: ProjectTree): Description {
  const tree = readAs(given);
  const composer = readComposer(tree);
  return {
    names: [...namesOf(composer), { value: tree.folder, at: "folder" }],
    dependencies: { ecosystem: "packagist", names: new Set(packagesOf(tree, composer)) },
    testSteps: testStepsOf(tree, composer),
    ...processesOf(tree, composer),
  };
}

/** A project that was made from a template has its name until somebody changes it. */
const templates =
  /^(?:laravel\/(?:laravel|[\w-]*starter-kit)|symfony\/(?:skeleton|website-skeleton)|slim\/slim-skeleton)$/;

const namesOf = ({ name }: Composer) =>
  name && !templates.test(name) ? [{ value: name.split("/").at(-1), at: `${manifestFile} name` }] : [];

/** The extensions that code uses count as packages: they show which services it speaks to. */
function packagesOf(tree: ProjectTree, composer: Composer): string[] {
  const sources = sourcesOf(tree, phpLanguage);
  const extensions = extensionsOf(tree, composer, frameworkOf(tree, composer), sources);
  return [...Object.keys(composer.requires), ...extensions.map(({ value }) => `ext-${value}`)];
}

function testStepsOf({ paths }: ProjectTree, { exists, requiresForDevelopment }: Composer): string[] {
  if (!exists) return ["docker build ."];
  const tests = ["phpunit/phpunit", "pestphp/pest"].find((name) => name in requiresForDevelopment);
  const run = paths.includes("artisan") ? "php artisan test" : `vendor/bin/${tests?.split("/")[1]}`;
  return ["composer install", tests ? run : "composer validate"];
}

function detect(tree: ProjectTree): Facts {
  const found = findingsOf(tree);
  const about = describe(tree);
  const survey = readSources(found, about);
  const extensions = [...found.extensions, ...extensionsFor(survey.services, found.extensions, found.composer)];
  const findings = { ...found, extensions };
  const { framework, composer, version, assets } = findings;
  return programFacts({
    pack: php.name,
    tree,
    about,
    survey,
    image: imageOf(findings),
    check: bashCheck,
    scratch: scratchOf(findings),
    local: [
      ...(composer.exists ? [composer.vendorFolder] : []),
      ...(framework.local ?? []),
      ...(isCommitted(tree, ".env") ? ["!.env"] : []),
    ],
    outputs: ["public/build", "public/mix-manifest.json"],
    evidence: [
      evidence("php", version, "certain"),
      ...(composer.exists ? [evidence("composer", { at: composer.locks ? lockFile : manifestFile }, "certain")] : []),
      ...(framework.name
        ? [evidence("framework", { value: framework.name, at: frameworkAt(findings) }, "certain")]
        : []),
      ...startEvidence(findings),
      ...extensions.map((extension) => evidence("extension", extension, "certain")),
      ...(assets?.script ? assets.evidence : []),
    ],
    warnings: [...(assets?.script ? assets.warnings : []), ...phpWarnings({ ...findings, survey, about })],
  });
}

function findingsOf(given: ProjectTree): Findings {
  const tree = readAs(given);
  const composer = readComposer(tree);
  const framework = frameworkOf(tree, composer);
  const sources = sourcesOf(tree, phpLanguage);
  return {
    tree,
    composer,
    framework,
    start: detectStart(tree, { framework, composer }, sources),
    version: detectPhp(tree, composer, sources),
    extensions: extensionsOf(tree, composer, framework, sources),
    assets: detectAssets(tree, composer.exists ? assetScripts : ["build"]),
  };
}

const assetScripts = ["build", "production", "prod", "build:prod", "build:production", "build-prod", "prod:build"];

/** Apache listens where PORT says. */
const apachePort: Found<number> = { value: 8080, at: "Apache in the Dockerfile" };

function readSources(findings: Findings, about: Description): Survey {
  const { tree, start, framework, composer } = findings;
  const isServed = start.kind === "pages";
  const survey = surveyOf(tree, {
    language: phpLanguage,
    start: isServed ? { value: "apache2-foreground", at: start.folder.at } : { ...start.command, entry: start.entry },
    port: isServed ? apachePort : undefined,
    dependencies: about.dependencies,
    workingFolder: isServed && start.folder.value !== "." ? `/app/${start.folder.value}` : "/app",
  });
  const known = new Set([...serviceVariables(survey.services), ...survey.variables.map(({ value }) => value)]);
  const unset = (framework.readsSettings ? variablesOfSettings(tree, committedEnv(tree)) : []).filter(
    ({ value }) => !known.has(value) && !(value in environmentOf(findings)),
  );
  const page = isServed ? healthPage(tree, start.folder.value) : undefined;
  return {
    ...survey,
    services: framework.drivers ? withDrivers(survey, tree, composer) : survey.services,
    health: page ? { ...survey.health, readiness: page } : survey.health,
    variables: [...neededOf(survey, framework, composer), ...unset],
    writable: [...survey.writable, ...uploadsOf(findings)],
    stop: isServed ? "Apache does" : survey.stop,
  };
}

function healthPage({ paths }: ProjectTree, folder: string): Found<string> | undefined {
  const file = ["healthz.php", "health.php", "healthcheck.php", "health-check.php"].find((name) =>
    paths.includes(pathIn(folder, name)),
  );
  return file ? { value: `/${file}`, at: pathIn(folder, file) } : undefined;
}

const frameworkAt = ({ framework, composer }: Findings) => {
  const name = framework.packages.find((known) => known in composer.requires);
  return name ? composer.at(name) : (framework.file ?? "");
};

function startEvidence({ start }: Findings): Evidence[] {
  if (start.kind === "program") return [evidence("start", start.command, "likely")];
  return [
    evidence("start", { value: "apache2-foreground", at: "Apache in the Dockerfile" }, "certain"),
    evidence("document root", start.folder, "certain"),
  ];
}

const committedEnv = (tree: ProjectTree) => (isCommitted(tree, ".env") ? (tree.texts.get(".env") ?? "") : "");

/** What people keep in Git is no secret; Symfony does not start without its .env. */
const isCommitted = ({ paths, texts }: ProjectTree, file: string) =>
  paths.includes(file) && texts.has(".gitignore") && !ignores(texts.get(".gitignore"), file);
