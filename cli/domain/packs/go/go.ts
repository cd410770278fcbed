import { preconditionError } from "../../../../lib/errors.ts";
import { pagesWarnings } from "../node/pages.ts";
import type { Description, Evidence, Facts, Pack, Recognized, Warning } from "../pack.ts";
import { assetsOf } from "../shared/assets.ts";
import { evidence } from "../shared/evidence.ts";
import { bashCheck } from "../shared/health-check.ts";
import { programFacts } from "../shared/program-facts.ts";
import { firstMatch, sourcesOf } from "../shared/scan.ts";
import { surveyOf } from "../shared/survey.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";
import { cgoOf } from "./cgo.ts";
import { withVariables } from "./configured.ts";
import { missingWarnings } from "./embedded.ts";
import { generatedWarnings } from "./generated.ts";
import { imageOf } from "./image.ts";
import { goLanguage } from "./language.ts";
import { loopbackFlag } from "./loopback-flag.ts";
import { migratingVariable, unrunMigrations, withMigrating } from "./migrations.ts";
import { type Module, moduleFile, readModule } from "./module.ts";
import { ofProgram } from "./packages.ts";
import { evidenceOfParts, type Parts, readParts } from "./parts.ts";
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

/** What is read of a program before its image is written. */
function readProgram(whole: ProjectTree) {
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
  const read = surveyOf(tree, {
    language: goLanguage,
    start: { ...start, entry: program.at.replace(/:\d+$/, "") },
    dependencies: { ...about.dependencies, names: usedModules(module.requires, whole, tree) },
    port: told?.port ? { value: told.port, at: told.at } : undefined,
    workingFolder: "/app",
  });
  const migrating = migratingVariable(sources);
  const survey = withVariables(migrating ? withMigrating(read, migrating) : read);
  const command = [...(told?.command ?? ["program"]), ...(flag ? [flag.value] : [])];
  return { module, about, programs, program, tree, sources, start, command, migrating, survey };
}

type Program = ReturnType<typeof readProgram>;

function detect(whole: ProjectTree): Facts {
  const read = readProgram(whole);
  const parts = readParts(whole, read);
  const { module, about, program, tree, sources, survey, command } = read;
  const { pages, documentation, generated } = parts;
  const version = versionOf(module.go);
  const c = cgoOf(module.requires, sources);
  return programFacts({
    pack: go.name,
    tree,
    about,
    survey,
    pagesIn: pages?.folder,
    image: imageOf({
      version: version.value,
      module,
      hasSums: tree.paths.includes("go.sum"),
      program: program.value,
      usesC: c !== undefined,
      assets: withSettings(assetsOf(tree, sources, /\.go$/), survey, tree),
      folder: tree.within?.folder,
      pages,
      documentation,
      generated,
      command,
    }),
    check: bashCheck,
    outputs: ["bin"],
    evidence: [
      evidence("go", version, "certain"),
      ...evidenceOfProgram(read),
      ...(c ? [evidence("cgo", { at: c }, "certain")] : []),
      ...evidenceOfParts(parts),
      ...(read.migrating ? [migratesAtStart(read.migrating)] : []),
    ],
    warnings: warningsOf(read, parts),
  });
}

const evidenceOfProgram = ({ module, start, programs }: Program): Evidence[] => [
  evidence("module", module.path, module.exists ? "certain" : "likely"),
  evidence("start", start, programs.length > 1 ? "likely" : "certain"),
];

const migratesAtStart = ({ value, at }: Found<string>): Evidence =>
  evidence("migrations", { value: `when it starts, by ${value}`, at }, "likely");

function warningsOf({ module, programs, tree, sources }: Program, parts: Parts): Warning[] {
  const { missing, generated, embedded, pages, documentation } = parts;
  const made = [pages?.output.value, documentation?.folder].filter((folder) => folder !== undefined);
  return [
    ...goWarnings(module.exists, programs),
    ...unrunMigrations(tree, sources),
    ...generatedWarnings(missing, generated),
    ...missingWarnings(tree, embedded, made),
    ...(pages ? pagesWarnings(pages) : []),
  ];
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

const newest = "1.26";

/** Every version builds what was written for an earlier one. */
const versionOf = (go: Found<string> | undefined): Found<string> =>
  go && Number(go.value.split(".")[1]) > Number(newest.split(".")[1])
    ? go
    : { value: newest, at: go ? `${go.at} allows it` : assumed };

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
