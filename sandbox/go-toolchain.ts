import { chmodSync, existsSync, globSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../lib/processes.ts";
import { makeOnce } from "./files.ts";
import type { Paths } from "./paths.ts";
import { findProgram } from "./programs.ts";
import type { SetupStep } from "./setup-step.ts";
import { goVersion } from "./versions.ts";

const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
const toolchain = `golang.org/toolchain@v0.0.1-go${goVersion}.${platform}`;
const folderOf = (paths: Paths) => join(paths.cache, `go-${goVersion}`);
const fetchedGo = (paths: Paths) => join(folderOf(paths), toolchain, "bin", "go");

/** A Go that builds here: one that fetches by itself the version that a module asks for, or what was fetched before. */
async function findGo(paths: Paths): Promise<string | undefined> {
  const installed = findProgram("go");
  if (installed && (await fetchesToolchains(installed))) return installed;
  return existsSync(fetchedGo(paths)) ? fetchedGo(paths) : undefined;
}

async function fetchesToolchains(program: string): Promise<boolean> {
  const { stdout } = await run(program, ["version"], { env: { GOTOOLCHAIN: "local" } });
  const [, minor = "0"] = stdout.match(/go1\.(\d+)/) ?? [];
  return Number(minor) >= 21;
}

/** What has to be had before anything can be built. */
export async function goSteps(paths: Paths): Promise<SetupStep[]> {
  if (await findGo(paths)) return [];
  return [{ title: `fetch Go ${goVersion}`, seconds: 40, programs: ["go"] }];
}

/** The file of Go. */
export async function provideGo(paths: Paths): Promise<string> {
  const found = await findGo(paths);
  if (found) return found;
  await provideToolchain(paths);
  return fetchedGo(paths);
}

/** The folder of the fetched Go, whatever else is on this machine. */
export async function provideToolchain(paths: Paths): Promise<string> {
  await makeOnce(folderOf(paths), fetchToolchain);
  return join(folderOf(paths), toolchain);
}

/**
 * Has an older Go, such as Debian's, do what later ones do by themselves: Go is a module too, which comes from the module
 * proxy that is set up on this machine, and is checked as every module is.
 */
async function fetchToolchain(folder: string): Promise<void> {
  mkdirSync(folder);
  const env = { GOFLAGS: "-modcacherw", GOMODCACHE: folder };
  await run(findProgram("go") ?? "go", ["mod", "download", toolchain], { cwd: folder, env });
  rmSync(join(folder, "cache"), { recursive: true });
  // Archives of modules know no modes.
  for (const program of globSync("{bin,pkg/tool/*}/*", { cwd: join(folder, toolchain) })) {
    chmodSync(join(folder, toolchain, program), 0o755);
  }
}
