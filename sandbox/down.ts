import { readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { endStrays, stopDaemon } from "./daemon.ts";
import { unmountBelow } from "./mounts.ts";
import { rememberedEngine } from "./parts/engine.ts";
import { removeImages } from "./parts/images.ts";
import { lowerCluster } from "./parts/kubernetes/cluster.ts";
import { stopEngine } from "./parts/own-engine.ts";
import { extrasFolder } from "./parts/server.ts";
import { servers } from "./parts/servers.ts";
import { lowerUsersCluster } from "./parts/users-cluster/users-cluster.ts";
import type { Paths } from "./paths.ts";
import type { Site } from "./site.ts";

/** Ends every process of the sandbox, with the containers of its own engine; data and caches stay. */
export async function lower(site: Site): Promise<void> {
  const { paths } = site;
  await lowerUsersCluster(site);
  await lowerCluster(paths);
  const stopped = servers.map(({ name }) => stopDaemon(paths, name));
  // Also where nothing is remembered: an engine may have been started by a run that was interrupted.
  if (rememberedEngine(paths)?.own !== false) await stopEngine(site);
  await Promise.all(stopped);
  await endStrays(paths);
  rmSync(extrasFolder(paths), { recursive: true, force: true });
}

/** Deletes all that the sandbox keeps but the cache. Of an engine that was there before, only the images made for it. */
export async function discard(site: Site): Promise<void> {
  const { paths, report } = site;
  const engine = rememberedEngine(paths);
  if (engine && !engine.own) {
    await removeImages(paths, engine).catch((error: Error) => report(`images: some stay: ${error.message}`));
  }
  await lower(site);
  discardState(paths);
}

// Renamed first: a run that starts meanwhile makes a new folder instead of writing into one that is being deleted.
function discardState(paths: Paths): void {
  const trash = `${paths.state}.removed`;
  renameSync(paths.state, `${trash}-${process.pid}`);
  const folder = dirname(paths.state);
  const removed = readdirSync(folder).filter((name) => name.startsWith(basename(trash)));
  for (const name of removed) rmSync(join(folder, name), { recursive: true, force: true });
}

/** Deletes what was built and downloaded, for every sandbox that shares it. */
export async function discardCache({ cache }: Paths): Promise<void> {
  // A debootstrap that was stopped leaves /proc mounted there.
  await unmountBelow(cache);
  rmSync(cache, { recursive: true, force: true });
}
