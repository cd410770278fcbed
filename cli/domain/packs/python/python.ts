import { exampleOf } from "../../services/settings-files.ts";
import { detectPages, pagesEvidence, pagesWarnings } from "../node/pages.ts";
import type { Description, Facts, Pack, Recognized, Warning } from "../pack.ts";
import { evidence } from "../shared/evidence.ts";
import { pythonCheck } from "../shared/health-check.ts";
import { lineWith } from "../shared/line-with.ts";
import { namedFolder } from "../shared/named-folder.ts";
import { toolFiles } from "../shared/pinned-tool.ts";
import { migrationWarnings } from "../shared/processes.ts";
import { programFacts } from "../shared/program-facts.ts";
import { firstMatch, sourcesOf } from "../shared/scan.ts";
import { type Survey, surveyOf } from "../shared/survey.ts";
import { isPythonSite } from "../static/python-generators.ts";
import { assumed, below, type Found, type ProjectTree } from "../tree.ts";
import { manageFile, managePath } from "./django.ts";
import { type Findings, imageOf } from "./image.ts";
import { type ChosenInstaller, chooseInstaller } from "./installers.ts";
import { pythonLanguage } from "./language.ts";
import { listening } from "./listening.ts";
import { condaFiles, requirementFile, requirementsOf } from "./manifest.ts";
import { placeholdersOf } from "./placeholders.ts";
import { migrationOf, workersOf } from "./processes.ts";
import type { Start } from "./servers.ts";
import { withoutOtherSettings } from "./settings-modules.ts";
import { detectStart, startedIn } from "./start.ts";
import { developedAt } from "./usual-ports.ts";
import { detectPython } from "./version.ts";
import { lockFiles } from "./wheels.ts";
import { withTopFiles } from "./workspace.ts";

const markers = [manageFile, "requirements.txt", "Pipfile", "pyproject.toml", "setup.py", ...condaFiles];

/** Files that are a program by themselves. */
const plain = ["main.py", "app.py", "server.py", "wsgi.py", "bot.py"];

/** Projects in Python: Django, Flask, FastAPI, or a file that is run. */
export const python: Pack = {
  name: "python",
  title: "Python",
  language: pythonLanguage,
  manifests: [
    ...[
      ...markers,
      "setup.cfg",
      "alembic.ini",
      "production.ini",
      "development.ini",
      ".streamlit/config.toml",
      ".python-version",
      ...toolFiles,
      "runtime.txt",
    ],
    ...lockFiles,
    requirementFile,
  ],
  recognize,
  missing: `no ${markers.join(", ")} and no ${plain.join(", ")}`,
  describe,
  detect,
  startedBy: (tree) => startedIn(tree),
  takes: (below) => chooseInstaller(below).at === assumed && below.paths.includes(manageFile),
  serves: (tree, { port }) =>
    port.at !== assumed ||
    detectStart(tree, requirementsOf(tree)).server !== undefined ||
    firstMatch(sourcesOf(tree, pythonLanguage), listening) !== undefined,
};

function recognize({ paths }: ProjectTree): Recognized | undefined {
  // Beside these, setup.py is a module of a package.
  const isModule = (file: string) => file === "setup.py" && paths.includes("__init__.py");
  const marker =
    markers.find((file) => paths.includes(file) && !isModule(file)) ??
    paths.find((path) => /^requirements\/[\w-]+\.txt$/.test(path));
  if (marker && paths.some((path) => path.endsWith(".py")) && !isPythonSite(paths))
    return { at: marker, sure: "certain" };
  const file = plain.find((path) => paths.includes(path));
  return file ? { at: file, sure: "likely" } : undefined;
}

function describe(given: ProjectTree): Description {
  const tree = withTopFiles(given);
  const { testing } = chooseInstaller(tree).value;
  const tests = tree.paths.some((path) => path === "pytest.ini") || requirementsOf(tree).has("pytest");
  const name = lineWith(tree, "pyproject.toml", /^name\s*=\s*["']([^"']+)/);
  return {
    names: [...(name ? [name] : []), { value: tree.folder, at: "folder" }],
    dependencies: { ecosystem: "pypi", names: requirementsOf(tree) },
    testSteps: [...(testing ? [testing] : []), tests ? "python -m pytest" : "python -m compileall -q ."],
    migration: migrationOf(tree, requirementsOf(tree)),
    workers: workersOf(tree, requirementsOf(tree)),
  };
}

function detect(given: ProjectTree): Facts {
  const tree = withTopFiles(given);
  const about = describe(tree);
  const requirements = about.dependencies.names;
  const start = detectStart(tree, requirements);
  const survey = readSources(withoutOtherSettings(tree), about, start);
  const version = detectPython(tree);
  const installer = chooseInstaller(tree);
  const collected = requirements.has("django") ? firstMatch(survey.sources, /\b(STATIC_ROOT)\b\s*=/g) : undefined;
  const placeholders = placeholdersOf(survey);
  const manage = managePath(tree);
  const pages = detectPages(tree, { named: (folder) => namedFolder(survey.sources, folder) });
  const findings = {
    version: version.value,
    installer,
    start,
    requirements,
    collectsStatic: collected && manage,
    placeholders,
    libraries: librariesOf(tree, requirements, survey),
    pages,
    folder: tree.within?.folder ?? "",
  };
  return programFacts({
    pack: python.name,
    tree,
    about,
    survey,
    pagesIn: pages?.folder,
    image: imageOf(findings),
    check: pythonCheck,
    local: ["**/__pycache__", ".venv", "venv"],
    outputs: ["env", "staticfiles", "htmlcov"],
    evidence: [
      evidence("python", version, "certain"),
      evidence(installer.value.name, { at: installer.at }, "certain"),
      evidence("start", start, start.at.startsWith("Procfile") ? "certain" : "likely"),
      ...(pages ? pagesEvidence(pages) : []),
      ...(collected && manage ? [evidence("static files", { value: "collected", at: collected.at }, "certain")] : []),
    ],
    warnings: [
      ...pythonWarnings(findings, installer),
      ...migrationWarnings(about, survey.services, start.value),
      ...(pages ? pagesWarnings(pages) : []),
    ],
  });
}

/** What Django speaks of places by, and the driver that comes without the library of PostgreSQL. */
function librariesOf({ texts }: ProjectTree, requirements: ReadonlySet<string>, { sources }: Survey): string[] {
  const brings =
    /\bpsycopg\[[\w, -]{0,40}\b(?:binary|c)\b|\bpsycopg[-_](?:binary|c)\b|^psycopg\b[^\n]{0,80}\b(?:binary|c)\b/m;
  const isBare =
    requirements.has("psycopg") && ![...texts].some(([path, text]) => isManifest(path) && brings.test(text));
  return [...(isBare ? ["libpq5"] : []), ...(firstMatch(sources, /\b(django\.contrib\.gis)\b/g) ? ["gdal-bin"] : [])];
}

const isManifest = (path: string) => /^(?:pyproject\.toml|Pipfile|uv\.lock)$/.test(path) || requirementFile.test(path);

const portTold = (value: number): Found<number> => ({ value, at: `${assumed}, PORT is told to the server` });

/** A server for production listens where it is told: where people know the program from developing it. */
function readSources(tree: ProjectTree, about: Description, start: Start): Survey {
  const workingFolder = below("/app", tree.within?.folder ?? "");
  const program = { language: pythonLanguage, start, dependencies: about.dependencies, workingFolder };
  if (start.port) return surveyOf(tree, { ...program, port: portTold(start.port) });
  if (start.listens) {
    const { isLoopback, ...port } = start.listens;
    return { ...surveyOf(tree, { ...program, port }), loopback: isLoopback ? port.at : undefined };
  }
  const read = surveyOf(tree, program);
  const survey = / 0\.0\.0\.0$/.test(start.value) ? { ...read, loopback: undefined } : read;
  if (!start.server || survey.port.at.startsWith("gunicorn")) return survey;
  const isSaid = !survey.port.at.startsWith(assumed) && survey.port.value >= 1024;
  const shown = Number(exampleOf(tree, "PORT"));
  const developed = isSaid || shown >= 1024 ? undefined : developedAt(survey.sources, about.dependencies.names);
  const said = isSaid ? survey.port : (developed ?? portTold(shown >= 1024 ? shown : 8000));
  const served = surveyOf(tree, { ...program, port: said });
  return { ...served, loopback: undefined, stop: served.stop ?? `${start.server} does` };
}

function pythonWarnings({ start, requirements }: Findings, installer: ChosenInstaller): Warning[] {
  return [
    ...(installer.locks
      ? []
      : [
          {
            text: `${installer.at} locks no versions of what its packages need: two builds of one commit may differ`,
            hint: "Lock them, such as by `uv lock` or `pip freeze`.",
          },
        ]),
    ...(start.server && !requirements.has(start.server)
      ? [
          {
            text: `${start.server} is installed to run it, as the project has no server for production`,
            hint: `Add ${start.server} to its dependencies.`,
          },
        ]
      : []),
  ];
}
