import { chmodSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { preconditionError } from "../cli/core/errors.ts";
import { run } from "../cli/core/processes.ts";
import { makeOnce } from "./files.ts";
import { findProgram } from "./programs.ts";

export interface GoProgram {
  /** The module, with its version, whose go.mod decides the versions of everything the program is made of. */
  module: string;
  /** The program: a folder of the module, or a package of one that it requires. */
  package: string;
  /** The variable that takes the version, and its value. */
  version: [variable: string, value: string];
}

// What a user has set for work of their own must not change these programs. No C compiler is needed without cgo.
const env = { GOFLAGS: "", GOWORK: "off", CGO_ENABLED: "0", GOTOOLCHAIN: "auto" };
const go = (args: string[]) => run("go", args, { env });

/** Says what to do where there is no Go. */
export function verifyGo(): void {
  if (findProgram("go")) return;
  throw preconditionError("The sandbox builds programs that Debian lacks, and this machine has no Go", {
    hint: "Install Go 1.21 or later, which fetches the version it needs (https://go.dev/dl), and try again.",
  });
}

/** Builds a program inside its own module, where `replace` lines count; `go install` refuses modules that have some. */
export const buildProgram = (program: GoProgram, file: string): Promise<void> =>
  makeOnce(file, (draft) =>
    withModule(program, async (flags) => {
      const ldflags = `-s -w -X ${program.version.join("=")}`;
      await go(["build", ...flags, "-trimpath", "-ldflags", ldflags, "-o", draft, program.package]);
      chmodSync(draft, 0o755);
    }),
  );

/** Downloads what a program is made of, for a build that comes later. */
export const fetchSources = (program: GoProgram): Promise<void> =>
  withModule(program, async (flags) => {
    await go(["list", ...flags, "-deps", program.package]);
  });

/**
 * Calls `task` with the flags that lead into the module. Go's cache is read-only, and the checksums of a package that the
 * module itself does not use are to be added, so they are kept in a copy.
 */
async function withModule(program: GoProgram, task: (flags: string[]) => Promise<void>): Promise<void> {
  const { stdout } = await go(["mod", "download", "-json", program.module]);
  const { Dir: directory } = JSON.parse(stdout) as { Dir: string };
  const copy = mkdtempSync(join(tmpdir(), "chatops-go-"));
  try {
    for (const file of ["go.mod", "go.sum"]) {
      copyFileSync(join(directory, file), join(copy, file));
      chmodSync(join(copy, file), 0o644);
    }
    await task(["-C", directory, `-modfile=${join(copy, "go.mod")}`, "-mod=mod"]);
  } finally {
    rmSync(copy, { recursive: true });
  }
}
