import { readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { SandboxContext } from "./context.ts";
import { endStrays } from "./daemon.ts";
import { unmountBelow } from "./mounts.ts";
import { parts } from "./parts/all.ts";
import { rememberedEngine } from "./parts/engine.ts";
import { removeImages } from "./parts/images.ts";
import { extrasFolder } from "./parts/server.ts";
import type { Paths } from "./paths.ts";

/** Ends every process of the sandbox, with the containers of its own engine; data and caches stay. */
export async function takeDown(context: SandboxContext): Promise<void> {
  const { paths } = context;
  for (const part of parts.toReversed()) await part.stop?.(context);
  await endStrays(paths);
  rmSync(extrasFolder(paths), { recursive: true, force: true });
}

/** Deletes all that the sandbox keeps but the cache. Of an engine that was there before, only the images made for it. */
export async function removeAll(context: SandboxContext): Promise<void> {
  const { paths, report } = context;
  const engine = rememberedEngine(paths);
  if (engine && !engine.own) {
    await removeImages(paths, engine).catch((error: Error) => report(`images: some stay: ${error.message}`));
  }
  await takeDown(context);
  removeState(paths);
}

// Renamed first: a run that starts meanwhile makes a new folder instead of writing into one that is being deleted.
function removeState(paths: Paths): void {
  const trash = `${paths.state}.removed`;
  renameSync(paths.state, `${trash}-${process.pid}`);
  const folder = dirname(paths.state);
  const removed = readdirSync(folder).filter((name) => name.startsWith(basename(trash)));
  for (const name of removed) rmSync(join(folder, name), { recursive: true, force: true });
}

/** Deletes what was built and downloaded, for every sandbox that shares it. */
export async function removeCache({ cache }: Paths): Promise<void> {
  // A debootstrap that was stopped leaves /proc mounted there.
  await unmountBelow(cache);
  rmSync(cache, { recursive: true, force: true });
}
