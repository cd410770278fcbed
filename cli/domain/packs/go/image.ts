import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { ProgramImage } from "../../dockerfile/program-image.ts";
import { builtPages, type Pages, pagesStage } from "../node/pages.ts";
import { madeAt } from "../static/generator.ts";
import { below } from "../tree.ts";
import type { Module } from "./module.ts";

/** What the image of a Go program depends on. */
export interface Findings {
  version: string;
  module: Module;
  hasSums: boolean;
  /** Folder of the package that is built, `.` for the top. */
  program: string;
  /** It is compiled against C. */
  usesC: boolean;
  /** Files and folders of the project that the program reads while it runs. */
  assets: readonly string[];
  /** Folder of the module, if it is built with others that it may need. */
  folder: string | undefined;
  /** Pages that are built with Node. */
  pages: (Pages & { isEmbedded: boolean }) | undefined;
  /** Documentation that is taken into the program, and the stage that makes it. */
  documentation: { folder: string; stage: Stage } | undefined;
  /** Commands that make code which nobody committed. */
  generated: readonly string[];
  command: readonly string[];
}

const cache = "/var/cache/go";

/** One program and the certificates of those it may call; the folders that it reads are beside it. */
export const imageOf = (findings: Findings): Omit<ProgramImage, "environment" | "port"> => ({
  stages: [
    ...(findings.pages ? [pagesStage(findings.pages, findings.folder)] : []),
    ...(findings.documentation ? [findings.documentation.stage] : []),
    buildStage(findings),
  ],
  from: "debian:bookworm-slim",
  instructions: [
    { workdir: "/app" },
    { copy: ["/etc/ssl/certs/ca-certificates.crt"], to: "/etc/ssl/certs/", from: "build" },
    ...findings.assets.map(
      (asset): Instruction => ({
        copy: [below(findings.folder ?? "", asset)],
        to: `./${asset}`,
      }),
    ),
    ...(findings.pages && !findings.pages.isEmbedded ? [builtPages(findings.pages)] : []),
    { copy: ["/program"], to: "/usr/local/bin/program", from: "build" },
  ],
  command: findings.command,
});

function buildStage(findings: Findings): Stage {
  const { version, module, hasSums, program, usesC, folder, pages, documentation, generated } = findings;
  const target = program === "." ? "." : `./${program}`;
  const at = folder === undefined ? "" : `-C ${folder} `;
  return {
    from: `golang:${version}-bookworm`,
    as: "build",
    instructions: [
      { workdir: "/src" },
      { env: { CGO_ENABLED: usesC ? "1" : "0", GOCACHE: `${cache}/build`, GOMODCACHE: `${cache}/modules` } },
      ...(module.exists && !module.readsFolders && folder === undefined ? dependencies(hasSums) : []),
      { copy: ["."], to: "." },
      ...(pages?.isEmbedded ? [builtPages(pages, folder)] : []),
      ...(documentation ? [{ copy: [madeAt], to: `./${documentation.folder}`, from: "documentation" }] : []),
      ...(module.exists ? [] : [{ run: `go mod init ${module.path.value} && go mod tidy`, cache }]),
      ...generated.map((command): Instruction => ({ run: command, cache })),
      { run: `go build ${at}-trimpath -tags timetzdata -ldflags="-s -w" -o /program ${target}`, cache },
    ],
  };
}

const dependencies = (hasSums: boolean): Instruction[] => [
  { copy: ["go.mod", ...(hasSums ? ["go.sum"] : [])], to: "./" },
  { run: "go mod download", cache },
];
