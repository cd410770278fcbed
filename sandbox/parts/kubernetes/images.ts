import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { create } from "tar";
import { makeOnce } from "../../files.ts";
import type { Paths } from "../../paths.ts";
import { rememberedPort } from "../../ports.ts";
import { docker } from "../engine.ts";
import { baseImages } from "../image-build.ts";
import type { Engine } from "../part.ts";
import { kubernetesProgram } from "./programs.ts";

const pauseName = "chatops-sandbox/pause:1";

/** What holds the namespaces of every pod, under the name that containerd gives it. */
export const pauseImage = `docker.io/${pauseName}`;

export const pauseArchive = (paths: Paths): string => `${kubernetesProgram(paths, "pause")}.tar`;

/** Makes the archive of the pause image, from which it is loaded into the nodes: no pod starts without it. */
export const preparePauseImage = (paths: Paths, engine: Engine): Promise<void> =>
  makeOnce(pauseArchive(paths), async (draft) => {
    const folder = mkdtempSync(join(tmpdir(), "chatops-pause-"));
    const layer = join(folder, "layer.tar");
    await create({ file: layer, cwd: dirname(kubernetesProgram(paths, "pause")), portable: true }, ["pause"]);
    const changes = ['ENTRYPOINT ["/pause"]', "USER 65535:65535"].flatMap((change) => ["--change", change]);
    await docker(paths, engine, ["import", ...changes, layer, pauseName]);
    await docker(paths, engine, ["save", "--output", draft, pauseName]);
    await docker(paths, engine, ["image", "rm", pauseName]);
    rmSync(folder, { recursive: true });
  });

/** Pushes the base images to where the nodes look for those of Docker Hub. */
export async function pushBaseImages(paths: Paths, engine: Engine): Promise<void> {
  for (const image of baseImages) {
    const name = `localhost:${rememberedPort(paths, "registry")}/library/${image}`;
    await docker(paths, engine, ["tag", image, name]);
    await docker(paths, engine, ["push", "--quiet", name]);
    await docker(paths, engine, ["image", "rm", name]);
  }
}
