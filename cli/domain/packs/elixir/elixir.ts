import type { Description, Evidence, Facts, Pack, Recognized } from "../pack.ts";
import { evidence } from "../shared/evidence.ts";
import { redirectedCheck } from "../shared/health-check.ts";
import { placeholdersFor } from "../shared/placeholders.ts";
import { programFacts } from "../shared/program-facts.ts";
import { type Survey, surveyOf } from "../shared/survey.ts";
import { assumed, type Found, type ProjectTree } from "../tree.ts";
import { type Front, frontOf } from "./front.ts";
import { imageOf } from "./image.ts";
import { elixirLanguage } from "./language.ts";
import { lockFile, type Mix, mixFile, readMix } from "./mix.ts";
import { httpsAt, migrationOf, type Run, runOf } from "./run.ts";
import { detectElixir, minorOf, pinFiles } from "./version.ts";
import { elixirWarnings } from "./warnings.ts";

/** Programs in Elixir: with Phoenix, Plug, or neither. */
export const elixir: Pack = {
  name: "elixir",
  title: "Elixir",
  language: elixirLanguage,
  manifests: [mixFile, lockFile, ...pinFiles, /(?:^|\/)assets\/package\.json$/],
  recognize,
  missing: `no ${mixFile}`,
  describe,
  detect,
  serves: (_, { port }) => port.at !== assumed,
  configured,
};

function recognize({ paths }: ProjectTree): Recognized | undefined {
  return paths.includes(mixFile) ? { at: mixFile, sure: "certain" } : undefined;
}

function describe(tree: ProjectTree): Description {
  const mix = readMix(tree);
  const run = runOf(tree, mix, minorOf(detectElixir(tree, mix).value));
  return {
    names: [...(mix.app ? [mix.app] : []), { value: tree.folder, at: "folder" }],
    dependencies: { ecosystem: "hex", names: new Set(mix.packages.keys()) },
    testSteps: ["mix local.hex --force && mix local.rebar --force", "mix deps.get", "mix test"],
    migration: migrationOf(tree, mix, run),
  };
}

function detect(tree: ProjectTree): Facts {
  const mix = readMix(tree);
  const version = detectElixir(tree, mix);
  const run = runOf(tree, mix, minorOf(version.value));
  const about = describe(tree);
  const survey = readSources(tree, mix, about, run);
  const front = frontOf(tree, mix);
  return programFacts({
    pack: elixir.name,
    tree,
    about,
    survey,
    image: imageOf({
      version: version.value,
      mix,
      run,
      front,
      placeholders: placeholdersFor(run.needed, databaseUrl(mix)),
      hasSettings: tree.paths.some((path) => path.startsWith("config/")),
    }),
    check: redirectedCheck,
    outputs: ["cover", "doc", "priv/static/assets"],
    local: ["**/_build", "**/deps", "**/.elixir_ls"],
    evidence: buildEvidence({ mix, version, run, front }),
    warnings: elixirWarnings({ tree, mix, run, version, survey, about }),
  });
}

const phoenixPort: Found<number> = { value: 4000, at: `${assumed}, Phoenix's own` };

function readSources(tree: ProjectTree, { packages }: Mix, { dependencies }: Description, run: Run): Survey {
  const program = { language: elixirLanguage, start: { value: run.command, at: run.at }, dependencies };
  const found = surveyOf(tree, { ...program, workingFolder: "/app" });
  const isPhoenix = packages.has("phoenix");
  const survey =
    isPhoenix && found.port.at === assumed
      ? surveyOf(tree, { ...program, workingFolder: "/app", port: phoenixPort })
      : found;
  return configured(survey, tree);
}

/** What holds of every program of it, whoever wrote the Dockerfile. */
function configured(survey: Survey, tree: ProjectTree): Survey {
  return {
    ...survey,
    health: httpsAt(tree) ? { readiness: undefined, liveness: undefined } : survey.health,
    stop: survey.stop ?? "the BEAM ends by it",
  };
}

const databaseUrl = ({ packages }: Mix) =>
  packages.has("myxql") && !packages.has("postgrex") ? "mysql://localhost/build" : "postgresql://localhost/build";

interface Built {
  mix: Mix;
  version: Found<string>;
  run: Run;
  front: Front | undefined;
}

function buildEvidence({ mix, version, run, front }: Built): Evidence[] {
  const phoenix = mix.packages.get("phoenix");
  const locked = mix.versions.get("phoenix");
  return [
    evidence("elixir", version, "certain"),
    evidence("mix", { at: mix.locks ? lockFile : mixFile }, "certain"),
    ...(phoenix ? [evidence("phoenix", { ...(locked && { value: locked }), at: phoenix }, "certain")] : []),
    evidence("start", { value: run.command, at: run.at }, "certain"),
    ...(front ? [evidence("assets", front, "certain")] : []),
  ];
}
