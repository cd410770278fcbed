import { chmodSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunResult, run } from "../lib/processes.ts";
import { makeOnce } from "./files.ts";
import { provideGo } from "./go-toolchain.ts";
import type { Paths } from "./paths.ts";

export interface GoProgram {
  /** The module, with its version, whose go.mod decides the versions of everything the program is made of. */
  module: string;
  /** The program: a folder of the module, or a package of one that it requires. */
  package: string;
  /** The variable that takes the version, and its value. */
  version: [variable: string, value: string];
  /** Further variables that its own release sets, in packages of the module. */
  variables?: Record<string, string>;
  /** What it is compiled with, if that is more than Go. */
  compiler?: { tags: string[]; usesC: true };
}

type Go = (args: string[]) => Promise<RunResult>;

// What a user has set for work of their own must not change these programs. No C compiler is needed without cgo.
const env = { GOFLAGS: "", GOWORK: "off", CGO_ENABLED: "0", GOTOOLCHAIN: "auto" };

/** Builds a program inside its own module, where `replace` lines count; `go install` refuses modules that have some. */
export const buildProgram = (paths: Paths, program: GoProgram, file: string): Promise<void> =>
  makeOnce(file, (draft) =>
    withModule(paths, program, async (go, flags) => {
      const variables = [program.version, ...Object.entries(program.variables ?? {})];
      const tags = program.compiler ? [`-tags=${program.compiler.tags.join(",")}`] : [];
      await go([...buildCommand([...flags, ...tags], variables), "-o", draft, program.package]);
      chmodSync(draft, 0o755);
    }),
  );

/** Builds packages of a module of our own, whose go.mod and go.sum stand in `folder`, into a folder of programs. */
export async function buildOwn(
  paths: Paths,
  { folder, packages, variables }: { folder: string; packages: string[]; variables: Record<string, string> },
  target: string,
): Promise<void> {
  const flags = ["-C", folder, "-mod=readonly"];
  await run(
    await provideGo(paths),
    [...buildCommand(flags, Object.entries(variables)), "-o", `${target}/`, ...packages],
    {
      env,
    },
  );
}

const buildCommand = (flags: string[], variables: [name: string, value: string][]) => {
  const ldflags = ["-s -w", ...variables.map((variable) => `-X ${variable.join("=")}`)].join(" ");
  return ["build", ...flags, "-trimpath", "-ldflags", ldflags];
};

/** Downloads what a program is made of, for a build that comes later. */
export const fetchSources = (paths: Paths, program: GoProgram): Promise<void> =>
  withModule(paths, program, async (go, flags) => {
    await go(["list", ...flags, "-deps", program.package]);
  });

/** The folder of a module, with its version, of which something else than a program is wanted. */
export async function fetchModule(paths: Paths, module: string): Promise<string> {
  const { stdout } = await run(await provideGo(paths), ["mod", "download", "-json", module], { env });
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}

/**
 * Calls `task` with a way to run Go and the flags that lead into the module. Go's cache is read-only, and the checksums of a
 * package that the module itself does not use are to be added, so they are kept in a copy.
 */
async function withModule(
  paths: Paths,
  { module, compiler }: GoProgram,
  task: (go: Go, flags: string[]) => Promise<void>,
) {
  const directory = await fetchModule(paths, module);
  const program = await provideGo(paths);
  const runGo = (args: string[]) => run(program, args, { env: compiler ? { ...env, CGO_ENABLED: "1" } : env });
  const copy = mkdtempSync(join(tmpdir(), "chatops-go-"));
  try {
    for (const file of ["go.mod", "go.sum"]) {
      copyFileSync(join(directory, file), join(copy, file));
      chmodSync(join(copy, file), 0o644);
    }
    await task(runGo, ["-C", directory, `-modfile=${join(copy, "go.mod")}`, "-mod=mod"]);
  } finally {
    rmSync(copy, { recursive: true });
  }
}
