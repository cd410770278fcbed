import { preconditionError } from "../../../../lib/errors.ts";
import { pagesEvidence, pagesWarnings } from "../node/pages.ts";
import type { Description, Facts, Pack, Recognized, Warning } from "../pack.ts";
import { assetsOf } from "../shared/assets.ts";
import { evidence } from "../shared/evidence.ts";
import { bashCheck } from "../shared/health-check.ts";
import { programFacts } from "../shared/program-facts.ts";
import { firstMatch, firstWord, type Source, sourcesOf } from "../shared/scan.ts";
import { type Survey, surveyOf } from "../shared/survey.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";
import { withVariables } from "./configured.ts";
import { documentationIn, embeddedBy, missingWarnings, pagesOf } from "./embedded.ts";
import { boxed, generatedBy, generatedWarnings, missingPackages } from "./generated.ts";
import { imageOf } from "./image.ts";
import { goLanguage } from "./language.ts";
import { loopbackFlag } from "./loopback-flag.ts";
import { type Module, moduleFile, readModule } from "./module.ts";
import { ofProgram } from "./packages.ts";
import { programsOf } from "./programs.ts";
import { reached, usedModules } from "./reached.ts";
import { withSettings } from "./settings.ts";
import { argumentsOf } from "./subcommand.ts";

/** Programs in Go, with modules and from before them. */
export const go: Pack = {
  name: "go",
  title: "Go",
  language: goLanguage,
  manifests: [moduleFile, "go.sum", "go.work", "gqlgen.yml", "gqlgen.yaml"],
  recognize,
  missing: `no ${moduleFile} and no main.go`,
  describe,
  detect,
  configured: withVariables,
  serves: (tree, { port }) => port.at !== assumed || firstMatch(sourcesOf(tree, goLanguage), listening) !== undefined,
};

/** What programs listen by, where the port is nowhere in the code. */
const listening =
  /\b(ListenAndServe(?:TLS)?|net\.Listen|grpc\.NewServer|fiber\.New|gin\.Default|gin\.New|echo\.New)\(/g;

function recognize({ paths }: ProjectTree): Recognized | undefined {
  // A module of nothing but tools, or of a site's themes, is no program.
  if (!paths.some((path) => path.endsWith(".go"))) return undefined;
  if (paths.includes(moduleFile)) return { at: moduleFile, sure: "certain" };
  const main = paths.find((path) => /^(?:cmd\/[^/]+\/)?[^/]+\.go$/.test(path));
  return main ? { at: main, sure: "certain" } : undefined;
}

function describe(tree: ProjectTree): Description {
  const { path, requires, exists } = readModule(tree);
  const name = path.value.split("/").findLast((part) => !/^v\d+$/.test(part));
  const at = tree.within ? `-C ${tree.within.folder} ` : "";
  return {
    names: [...(exists ? [{ value: name, at: path.at }] : []), { value: tree.folder, at: "folder" }],
    dependencies: { ecosystem: "go", names: requires },
    testSteps: exists ? [`go vet ${at}./...`, `go test ${at}./...`] : ["docker build ."],
  };
}

function detect(whole: ProjectTree): Facts {
  const module = readModule(whole);
  const about = describe(whole);
  const programs = programsOf(sourcesOf(whole, goLanguage), module.path.value);
  const program = mainOf(programs, whole);
  const folder = program.value === "." ? "" : program.value;
  const tree = reached(programs.length > 1 ? ofProgram(whole, module.path.value, folder) : whole);
  const sources = sourcesOf(tree, goLanguage);
  const names = namesOf(module, program, tree);
  const told = argumentsOf(tree, sources, names);
  const flag =
    told?.port || told?.at.startsWith("Procfile") ? undefined : loopbackFlag(sources, told ? [told.value] : names);
  const place = program.value === "." ? "the program at the top" : program.value;
  const said = [told?.value, flag?.value].filter(Boolean).join(" ");
  const start = { value: said ? `${place}, told ${said}` : place, at: (told ?? flag ?? program).at };
  const own = { ...start, entry: program.at.replace(/:\d+$/, "") };
  const read = surveyOf(tree, {
    language: goLanguage,
    start: own,
    dependencies: { ...about.dependencies, names: usedModules(module.requires, whole, tree) },
    port: told?.port ? { value: told.port, at: told.at } : undefined,
    workingFolder: "/app",
  });
  const migrating = firstVariable(sources, migrationVariables);
  const survey = withVariables(migrating ? withEnvironment(read, { [migrating.value]: "true" }) : read);
  const version = versionOf(module.go);
  const c =
    firstMatch(sources, /^[ \t]{0,9}(?:import[ \t]{1,9})?"(C)"[ \t]{0,9}$/gm)?.at ??
    cgoModule(module.requires, sources);
  const hasSums = tree.paths.includes("go.sum");
  const embedded = embeddedBy(sources);
  const missing = missingPackages(whole, sources, module.path.value);
  const inBoxes = boxed(tree, sources);
  const generated = [...generatedBy(whole, missing), ...inBoxes.map(({ value }) => value)];
  const documentation = documentationIn(tree, embedded);
  const ofPages = embedded.filter(({ value }) => value !== documentation?.folder);
  const pages = pagesOf(tree, sources, ofPages);
  const made = [pages?.output.value, documentation?.folder].filter((folder) => folder !== undefined);
  return programFacts({
    pack: go.name,
    tree,
    about,
    survey,
    pagesIn: pages?.folder,
    image: imageOf({
      version: version.value,
      module,
      hasSums,
      program: program.value,
      usesC: c !== undefined,
      assets: withSettings(assetsOf(tree, sources, /\.go$/), survey, tree),
      folder: tree.within?.folder,
      pages,
      documentation,
      generated,
      command: [...(told?.command ?? ["program"]), ...(flag ? [flag.value] : [])],
    }),
    check: bashCheck,
    outputs: ["bin"],
    evidence: [
      evidence("go", version, "certain"),
      evidence("module", module.path, module.exists ? "certain" : "likely"),
      evidence("start", start, programs.length > 1 ? "likely" : "certain"),
      ...(c ? [evidence("cgo", { at: c }, "certain")] : []),
      ...generated.map((value) =>
        evidence("generated", { value, at: missing[0]?.at ?? inBoxes[0]?.at ?? moduleFile }, "likely"),
      ),
      ...(pages ? pagesEvidence(pages) : []),
      ...(documentation
        ? [evidence("documentation", { value: documentation.folder, at: documentation.at }, "certain")]
        : []),
      ...(migrating
        ? [evidence("migrations", { value: `when it starts, by ${migrating.value}`, at: migrating.at }, "likely")]
        : []),
    ],
    warnings: [
      ...goWarnings(module.exists, programs),
      ...unrunMigrations(tree, sources),
      ...generatedWarnings(missing, generated),
      ...missingWarnings(tree, embedded, made),
      ...(pages ? pagesWarnings(pages) : []),
    ],
  });
}

/** What its people call the program. */
const namesOf = ({ path }: Module, { value }: Found<string>, { folder }: ProjectTree): string[] => [
  ...path.value.split("/").slice(-2),
  ...value.split("/").slice(-1),
  folder,
];

function mainOf(programs: readonly Found<string>[], { folder }: ProjectTree): Found<string> {
  const [program] = programs;
  if (program) return program;
  throw preconditionError(`${folder} is a Go library: no package has a main function`, {
    hint: "Name the folder of a program, as in `chatops import path/to/program`, or write a Dockerfile; nothing was written.",
  });
}

/** What has a program bring its database to what it expects, when it starts. */
const migrationVariables =
  /"((?:[A-Z][A-Z0-9]{1,20}_)?(?:RUN_(?:DB_)?MIGRATIONS?|(?:DB_)?AUTO_MIGRATE|MIGRATE_ON_START(?:UP)?))"/g;

function firstVariable(sources: readonly Source[], variables: RegExp): Found<string> | undefined {
  const found = firstMatch(sources, variables);
  return found && { value: found.groups[0] ?? "", at: found.at };
}

const withEnvironment = (survey: Survey, told: Readonly<Record<string, string>>): Survey => ({
  ...survey,
  environment: { ...survey.environment, ...told },
  variables: survey.variables.filter(({ value }) => !(value in told)),
});

const newest = "1.26";

/** Every version builds what was written for an earlier one. */
const versionOf = (go: Found<string> | undefined): Found<string> =>
  go && Number(go.value.split(".")[1]) > Number(newest.split(".")[1])
    ? go
    : { value: newest, at: go ? `${go.at} allows it` : assumed };

/** Modules and packages that are made of C, or bring one that is. */
const madeOfC = [
  "github.com/mattn/go-sqlite3",
  "gorm.io/driver/sqlite",
  "github.com/jinzhu/gorm/dialects/sqlite",
  "github.com/mutecomm/go-sqlcipher",
  "github.com/marcboeker/go-duckdb",
  "github.com/confluentinc/confluent-kafka-go",
  "github.com/chai2010/webp",
];

function cgoModule(requires: ReadonlySet<string>, sources: readonly Source[]): string | undefined {
  const required = madeOfC.find((name) => [...requires].some((one) => one === name || one.startsWith(`${name}/v`)));
  if (required) return `dependency ${required}`;
  return madeOfC.flatMap((name) => firstWord(sources, name) ?? [])[0];
}

const runsMigrations =
  /\b(?:migrate\.(?:New\w{0,40}|Exec\w{0,20}|Up)|goose\.(?:Up\w{0,20}|Run\w{0,20}|NewProvider)|AutoMigrate)\(|go:embed [^\n]{0,80}(?:migrations?\b|\.sql\b)/g;

const isOfTests = /(?:^|\/)(?:testdata|tests?|integration|examples?|fixtures)\//;

/** Files for a tool that is not in the image: golang-migrate, goose and others. */
function unrunMigrations({ paths }: ProjectTree, sources: readonly Source[]): Warning[] {
  const file = paths.find(
    (path) => /(?:^|\/)migrations?\/(?:[^/]+\/)?[^/]+\.sql$|\.up\.sql$/.test(path) && !isOfTests.test(path),
  );
  if (!file || firstMatch(sources, runsMigrations)) return [];
  return [
    {
      text: `nothing runs the migrations (${file}): the program does not, and no tool for them is in its image`,
      hint: "Have the program run them when it starts, or write a `release` line into a Procfile and a Dockerfile that has the tool.",
    },
  ];
}

const goWarnings = (hasModule: boolean, programs: readonly Found<string>[]): Warning[] => [
  ...(hasModule
    ? []
    : [
        {
          text: `no ${moduleFile}: the image is built from the newest versions of what the code imports`,
          hint: "Run `go mod init <path>` and `go mod tidy`, and commit go.mod and go.sum.",
        },
      ]),
  ...(programs.length > 1
    ? [
        {
          text: `there are ${programs.length} programs: ${programs.map(({ value }) => value).join(", ")}; the first is built`,
          hint: "Change the last argument of `go build` in the Dockerfile to build another.",
        },
      ]
    : []),
];
