import type { Instruction, Stage } from "../../dockerfile/dockerfile.ts";
import type { ProgramImage } from "../../dockerfile/program-image.ts";
import { installDebian } from "../shared/debian.ts";
import { commandWords } from "../shared/procfile.ts";
import type { Project } from "./project.ts";

/** What the image of a .NET program depends on. */
export interface Findings {
  project: Project;
  /** Of the runtime, such as 8.0. */
  version: string;
  /** Of the tools that build it. */
  sdk: string;
  runsNpm: boolean;
  /** What tells it where to listen. */
  listens: string;
}

const cache = "/var/cache/nuget";
const registry = "mcr.microsoft.com/dotnet";

export function imageOf(findings: Findings): Omit<ProgramImage, "environment" | "port"> {
  const { project, version } = findings;
  return {
    stages: [buildStage(findings)],
    from: `${registry}/${project.kind === "web" ? "aspnet" : "runtime"}:${version}`,
    instructions: [{ workdir: "/app" }, { env: environmentOf(project) }, { copy: ["/app"], to: "./", from: "build" }],
    command: commandWords(startOf(project, findings.listens)),
  };
}

/** Whatever is in front of it says by which address, and from where, a request came. */
const environmentOf = ({ kind }: Project) => ({
  HOME: "/tmp",
  ...(kind === "web" && { ASPNETCORE_FORWARDEDHEADERS_ENABLED: "true" }),
});

/** Told by a variable that every version reads. */
export const startOf = ({ kind, assembly }: Project, listens: string): string =>
  kind === "web" ? `${listens}=http://+:$PORT dotnet ${assembly}.dll` : `dotnet ${assembly}.dll`;

function buildStage({ project, sdk, runsNpm }: Findings): Stage {
  const npm: Instruction = {
    run: installDebian(["nodejs", "npm"]),
  };
  const [framework] = project.frameworks;
  const chosen = project.frameworks.length > 1 && framework ? ["--framework", framework.value] : [];
  const words = [project.path, "--configuration", "Release", ...chosen, "--output", "/app", "-p:UseAppHost=false"];
  return {
    from: `${registry}/sdk:${sdk}`,
    as: "build",
    instructions: [
      ...(runsNpm ? [npm] : []),
      { workdir: "/src" },
      { env: { NUGET_PACKAGES: cache, DOTNET_CLI_TELEMETRY_OPTOUT: "1" } },
      { copy: ["."], to: "." },
      { run: `dotnet publish ${words.join(" ")}`, cache: `${cache},sharing=locked` },
    ],
  };
}
