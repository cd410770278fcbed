import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { preconditionError } from "../lib/errors.ts";
import { run } from "../lib/processes.ts";
import { makeOnce } from "./files.ts";
import type { Paths } from "./paths.ts";
import { findProgram } from "./programs.ts";
import { go } from "./versions.ts";

const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
const folderOf = (paths: Paths) => join(paths.cache, `go-${go.version}`);
const ownGo = (paths: Paths) => join(folderOf(paths), "bin", "go");

/** How Go comes to this machine: it is there, was downloaded before, or must be downloaded. */
export async function findGo(paths: Paths): Promise<string | undefined> {
  const installed = findProgram("go");
  if (installed && (await fetchesToolchains(installed))) return installed;
  return existsSync(ownGo(paths)) ? ownGo(paths) : undefined;
}

// From 1.21 on, Go downloads the version that a module asks for.
async function fetchesToolchains(program: string): Promise<boolean> {
  const { stdout } = await run(program, ["version"], { env: { GOTOOLCHAIN: "local" } });
  const [, minor = "0"] = stdout.match(/go1\.(\d+)/) ?? [];
  return Number(minor) >= 21;
}

export function verifyDownloadable(): void {
  if (platform in go.sha256) return;
  throw preconditionError("The sandbox builds programs that Debian lacks, and this machine has no Go", {
    hint: "Install Go 1.21 or later (https://go.dev/dl) and try again.",
  });
}

/** The file of Go: the one that is there, else one from the module proxy, which keeps Go itself as a module. */
export async function provideGo(paths: Paths): Promise<string> {
  const found = await findGo(paths);
  if (found) return found;
  verifyDownloadable();
  await makeOnce(folderOf(paths), download);
  return ownGo(paths);
}

async function download(folder: string): Promise<void> {
  const module = `golang.org/toolchain@v0.0.1-go${go.version}.${platform}`;
  const [name = "", version = ""] = module.split("@");
  const response = await fetch(`https://proxy.golang.org/${name}/@v/${version}.zip`);
  const archive = new Uint8Array(await response.arrayBuffer());
  const sum = createHash("sha256").update(archive).digest("hex");
  if (sum !== go.sha256[platform])
    throw preconditionError(`Go ${go.version} could not be downloaded (${response.status})`);
  const { unzipSync } = await import("fflate");
  for (const [path, contents] of Object.entries(unzipSync(archive))) {
    const file = join(folder, path.slice(module.length + 1));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
    // Archives of modules know no modes.
    if (/^(bin|pkg\/tool)\//.test(path.slice(module.length + 1))) chmodSync(file, 0o755);
  }
}
