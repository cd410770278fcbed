import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { ProgramImage } from "../../dockerfile/program-image.ts";
import { installDebian } from "../shared/debian.ts";
import { commandWords } from "../shared/procfile.ts";
import type { Front } from "./front.ts";
import { lockFile, type Mix, mixFile } from "./mix.ts";
import type { Run } from "./run.ts";

/** What the image of a program in Elixir depends on. */
export interface Findings {
  version: string;
  mix: Mix;
  run: Run;
  front: Front | undefined;
  /** Variables that the settings need to be read while the image is built. */
  placeholders: Readonly<Record<string, string>>;
  /** It has settings that packages are compiled by. */
  hasSettings: boolean;
}

type Image = Omit<ProgramImage, "environment" | "port"> & { environment: Readonly<Record<string, string>> };

/** Packages that start a program, and the Debian package that has it. */
const programs: Readonly<Record<string, string>> = {
  mogrify: "imagemagick",
  ffmpex: "ffmpeg",
  chromic_pdf: "chromium",
  pdf_generator: "wkhtmltopdf",
};

const tools = "/opt/mix";

/** A release is made of what its machine has, so it runs on the same Debian that it is built on. */
export function imageOf(findings: Findings): Image {
  const { version, mix, run } = findings;
  const needed = Object.entries(programs).flatMap(([name, program]) => (mix.packages.has(name) ? [program] : []));
  const isReleased = run.kind === "release";
  return {
    stages: [buildStage(findings)],
    from: `elixir:${version}-slim`,
    instructions: [
      ...(needed.length > 0 ? [{ run: installDebian(needed) }] : []),
      { workdir: "/app" },
      ...(!isReleased && usesHex(mix) ? [{ copy: [tools], to: tools, from: "build" }] : []),
      { copy: [isReleased ? "/release" : "/app"], to: "./", from: "build" },
    ],
    environment: {
      HOME: "/tmp",
      LANG: "C.UTF-8",
      MIX_ENV: "prod",
      ...(isReleased ? { RELEASE_TMP: "/tmp" } : { MIX_HOME: tools }),
      ...(mix.packages.has("phoenix") && { PHX_SERVER: "true" }),
    },
    command: commandWords(run.command),
  };
}

const usesHex = ({ packages, isUmbrella }: Mix) => packages.size > 0 || isUmbrella;

/** The whole image of Elixir has Git and compilers, which packages with parts in C are built by. */
function buildStage(findings: Findings): Stage {
  const { version, mix, front } = findings;
  return {
    from: `elixir:${version}`,
    as: "build",
    instructions: [
      { workdir: "/app" },
      { env: { MIX_ENV: "prod", MIX_HOME: tools, LANG: "C.UTF-8" } },
      ...(front?.manager ? [{ run: installDebian(["nodejs", "npm"]) }] : []),
      ...(usesHex(mix) ? packagesOf(findings) : []),
      { copy: ["."], to: "./" },
      { run: buildOf(findings) },
    ],
  };
}

/** Settings come first: some packages are compiled by them. */
function packagesOf({ mix, hasSettings, placeholders }: Findings): Instruction[] {
  const manifests = [mixFile, ...(mix.locks ? [lockFile] : [])];
  const settings: Instruction[] = hasSettings ? [{ copy: ["config"], to: "./config/" }] : [];
  return [
    { run: "mix local.hex --force && mix local.rebar --force" },
    ...(mix.readsProject ? [{ copy: ["."], to: "./" }] : [{ copy: manifests, to: "./" }, ...settings]),
    { run: inSettings(placeholders, ["mix deps.get --only prod", "mix deps.compile"]) },
  ];
}

function buildOf({ mix, run, front, placeholders }: Findings): string {
  const released = run.kind === "release" ? [`mix release ${nameOf(mix, run)}--overwrite --path /release`] : [];
  return inSettings(placeholders, ["mix compile", ...(front?.commands ?? []), ...released]);
}

/** One that mix.exs does not describe has no name to be asked for by. */
const nameOf = ({ release }: Mix, { name }: Run) => (release ? `${name} ` : "");

function inSettings(placeholders: Readonly<Record<string, string>>, commands: readonly string[]): string {
  const variables = Object.entries(placeholders).map(([name, value]) => `${name}=${value}`);
  const all = variables.length > 0 ? [`export ${variables.join(" ")}`, ...commands] : commands;
  return all.join(" \\\n && ");
}
