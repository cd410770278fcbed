import { preconditionError } from "../../../../lib/errors.ts";
import { tomlEntries, tomlText } from "../../../core/toml.ts";
import { pagesEvidence, pagesWarnings } from "../node/pages.ts";
import type { Description, Evidence, Facts, Pack, Recognized } from "../pack.ts";
import { assetsOf } from "../shared/assets.ts";
import { isBook } from "../shared/book.ts";
import { evidence } from "../shared/evidence.ts";
import { bashCheck } from "../shared/health-check.ts";
import { programFacts } from "../shared/program-facts.ts";
import { firstMatch, sourcesOf } from "../shared/scan.ts";
import { surveyOf } from "../shared/survey.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";
import { type Crate, cargoFile, lockFile, readCrates } from "./cargo.ts";
import { withSettings } from "./configured.ts";
import { imageOf, startOf } from "./image.ts";
import { buildScript, missingFiles, withoutNpm } from "./included.ts";
import { rustLanguage } from "./language.ts";
import { pagesOf } from "./pages.ts";
import { closure, programsOf, serversOf } from "./programs.ts";
import { servingCommand } from "./subcommand.ts";
import { surroundingsOf } from "./surroundings.ts";
import { rustWarnings } from "./warnings.ts";

const toolchainFiles = ["rust-toolchain.toml", "rust-toolchain"];

/** Programs in Rust, of one package or of a workspace. */
export const rust: Pack = {
  name: "rust",
  title: "Rust",
  language: rustLanguage,
  manifests: [cargoFile, lockFile, buildScript, ...toolchainFiles],
  recognize,
  buildsBelow: true,
  programs: (tree) => serversOf(readCrates(tree)).map(({ folder, name }) => ({ value: folder, at: name.at })),
  missing: `no ${cargoFile}`,
  describe,
  detect,
  configured: withSettings,
  serves: (tree, { port }) => !port.at.startsWith(assumed) || serversOf(readCrates(tree)).length > 0,
};

function recognize(tree: ProjectTree): Recognized | undefined {
  return tree.paths.includes(cargoFile) ? { at: cargoFile, sure: isBook(tree) ? "likely" : "certain" } : undefined;
}

function describe(tree: ProjectTree): Description {
  const crates = readCrates(tree);
  const [program] = programsOf(crates, tree);
  const used = program ? closure(program.crate, crates) : crates;
  const root = crates.find(({ folder }) => folder === "");
  const single = root ?? (crates.length === 1 ? crates[0] : undefined);
  return {
    names: [...(single ? [single.name] : []), { value: tree.folder, at: "folder" }],
    dependencies: { ecosystem: "cargo", names: new Set(used.flatMap(({ dependencies }) => dependencies)) },
    testSteps: [`cargo test${tree.paths.includes(lockFile) ? " --locked" : ""}`],
  };
}

function detect(tree: ProjectTree): Facts {
  const crates = readCrates(tree);
  const [program, ...others] = programsOf(crates, tree);
  if (!program) throw isLibrary(tree);
  const about = describe(tree);
  const own = ownTree(tree, closure(program.crate, crates), crates);
  const isRocket = about.dependencies.names.has("rocket");
  const told = servingCommand(sourcesOf(own, rustLanguage));
  const start = { value: startOf({ isRocket, told: told?.value }), at: program.at };
  const read = surveyOf(own, {
    language: rustLanguage,
    start: { ...start, entry: program.at },
    port: isRocket ? rocketPort(own) : undefined,
    dependencies: about.dependencies,
    workingFolder: "/app",
  });
  const configured = isRocket ? { ...read, loopback: undefined } : withSettings(read);
  const surroundings = surroundingsOf(read.sources, own.paths);
  const survey = { ...configured, environment: { ...configured.environment, ...surroundings } };
  const prepared = tree.paths.find((path) => /(?:^|\/)\.sqlx\//.test(path) || path === "sqlx-data.json");
  const queries = firstMatch(survey.sources, /\b(?:sqlx::)?query(?:_as|_scalar)?!\(/g)?.at;
  const toolchain = toolchainOf(tree);
  const pages = pagesOf(tree, survey.sources, crates);
  return programFacts({
    pack: rust.name,
    tree,
    about,
    survey,
    pagesIn: pages?.folder,
    image: imageOf({
      rust: imageTag(toolchain?.value),
      crate: program.crate,
      program: program.value,
      isLocked: tree.paths.includes(lockFile),
      isPrepared: prepared !== undefined,
      packages: packagesOf(tree),
      assets: assets(own, isRocket),
      pages,
      isRocket,
      told: told?.value,
    }),
    check: bashCheck,
    outputs: ["target"],
    evidence: [
      evidence("rust", toolchain ?? { value: "stable", at: assumed }, "certain"),
      evidence("cargo", { at: tree.paths.includes(lockFile) ? lockFile : cargoFile }, "certain"),
      evidence("program", { value: program.value, at: program.at }, others.length > 0 ? "likely" : "certain"),
      ...(told ? [evidence("command", told, "likely")] : []),
      ...(prepared ? [evidence("queries", { value: "checked beforehand", at: prepared }, "certain")] : []),
      ...(pages ? pagesEvidence(pages) : []),
      ...migrationEvidence(own),
    ],
    warnings: [
      ...rustWarnings({
        program,
        others,
        isLocked: tree.paths.includes(lockFile),
        unprepared: prepared ? undefined : queries,
        migrations: unrunMigrations(own),
      }),
      ...missingFiles(survey.sources, tree),
      ...withoutNpm(own.texts),
      ...(pages ? pagesWarnings(pages) : []),
    ],
  });
}

const isLibrary = ({ folder }: ProjectTree) =>
  preconditionError(`${folder} is a Rust library: no package has a program`, {
    hint: "Name the folder of a program, as in `chatops import path/to/program`, or write a Dockerfile; nothing was written.",
  });

/** Without packages of the workspace that the program does not need. */
function ownTree(tree: ProjectTree, used: readonly Crate[], all: readonly Crate[]): ProjectTree {
  const foreign = all.filter((crate) => !used.includes(crate) && crate.folder !== "").map(({ folder }) => `${folder}/`);
  const isOwn = (path: string) => !foreign.some((folder) => path.startsWith(folder));
  return { ...tree, paths: tree.paths.filter(isOwn), texts: new Map([...tree.texts].filter(([path]) => isOwn(path))) };
}

function toolchainOf({ texts }: ProjectTree): Found<string> | undefined {
  for (const path of toolchainFiles) {
    const text = texts.get(path);
    if (text === undefined) continue;
    const channel = tomlEntries(text).find(({ key }) => key === "channel");
    const value = tomlText(channel?.value) ?? /^[\w.-]{3,40}$/m.exec(text)?.[0];
    if (value) return { value, at: `${path}:${channel?.line ?? 1}` };
  }
  return undefined;
}

/** Any other channel is fetched by rustup, which the image has. */
const imageTag = (channel: string | undefined) => `${/^1\.\d{1,3}/.exec(channel ?? "")?.[0] ?? "1"}-bookworm`;

const packagesOf = ({ texts }: ProjectTree): ReadonlySet<string> =>
  new Set(
    tomlEntries(texts.get(lockFile) ?? "").flatMap(({ key, value }) => (key === "name" ? (tomlText(value) ?? []) : [])),
  );

const rocketPort = (tree: ProjectTree): Found<number> | undefined => {
  const found = firstMatch(sourcesOf(tree, rustLanguage), /^[ \t]{0,9}port\s{0,9}=\s{0,9}(\d{4,5})\b/gm);
  return found ? { value: Number(found.groups[0]), at: found.at } : { value: 8000, at: `${assumed}, Rocket's own` };
};

/** Rocket looks for some without being told. */
function assets(tree: ProjectTree, isRocket: boolean): string[] {
  const named = assetsOf(tree, sourcesOf(tree, rustLanguage), /\.rs$/);
  const usual = isRocket ? ["Rocket.toml", "templates", "static"] : [];
  return [
    ...new Set([
      ...named,
      ...usual.filter((name) => tree.paths.some((path) => path === name || path.startsWith(`${name}/`))),
    ]),
  ];
}

const migratingIn = (tree: ProjectTree) =>
  firstMatch(
    sourcesOf(tree, rustLanguage),
    /\b(?:sqlx::)?migrate!\(|\brun_pending_migrations\b|\bembed_migrations!|\bMigrator::(?:up|new)\b/g,
  );

/** The first of those that its tools run by hand, if the program does not. */
const unrunMigrations = (tree: ProjectTree): string | undefined =>
  migratingIn(tree)
    ? undefined
    : tree.paths.find((path) => /^migrations\/(?:[^/]{1,99}\/up\.sql|\d[^/]{1,99}\.sql)$/.test(path));

function migrationEvidence(tree: ProjectTree): Evidence[] {
  const found = migratingIn(tree);
  return found ? [evidence("migrations", { value: "when it starts", at: found.at }, "likely")] : [];
}
