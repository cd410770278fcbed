import { chmodSync } from "node:fs";
import { preconditionError } from "../cli/core/errors.ts";
import { run } from "../cli/core/processes.ts";
import { makeOnce } from "./files.ts";
import { findProgram } from "./programs.ts";

export interface GoProgram {
  module: string;
  version: string;
  /** The folder of the module that holds the program. */
  package: string;
  /** The variable that takes the version. */
  versionVariable: string;
  versionText: string;
}

// What a user has set for work of their own must not change these programs. No C compiler is needed without cgo.
const env = { GOFLAGS: "", GOWORK: "off", CGO_ENABLED: "0", GOTOOLCHAIN: "auto" };

export function verifyGo(): void {
  if (findProgram("go")) return;
  throw preconditionError("The sandbox builds programs that Debian lacks, and this machine has no Go", {
    hint: "Install Go 1.24 or later (https://go.dev/dl), or Docker's own plugins buildx and compose, and try again.",
  });
}

/** Downloads the sources of a program; the returned folder is its module in Go's cache. */
export async function downloadSources({ module, version }: GoProgram): Promise<string> {
  const { stdout } = await run("go", ["mod", "download", "-json", `${module}@${version}`], { env });
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}

/** Builds a program inside its own module, where its `replace` lines count; `go install` refuses modules that have some. */
export async function buildProgram(program: GoProgram, file: string): Promise<void> {
  await makeOnce(file, async (draft) => {
    const directory = await downloadSources(program);
    const flags = `-s -w -X ${program.versionVariable}=${program.versionText}`;
    await run("go", ["build", "-C", directory, "-trimpath", "-ldflags", flags, "-o", draft, program.package], { env });
    chmodSync(draft, 0o755);
  });
}
