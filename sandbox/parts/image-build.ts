import { createHash } from "node:crypto";
import { cpSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeOnce } from "../files.ts";
import type { Paths } from "../paths.ts";
import { imageVersions } from "../versions.ts";
import { docker } from "./engine.ts";
import { fillNodeContext, nodeVersion } from "./node-context.ts";
import type { Engine } from "./part.ts";
import { bundle, makeRootfs, rootfsFile, trustHash } from "./rootfs.ts";

/** The images that the templates and the chat build on. */
export const baseImages = ["node:24-slim", "redis:7-bookworm"] as const;
export type BaseImage = (typeof baseImages)[number];

/** Marks what was made here; its value tells of what. */
export const label = "chatops.sandbox";

const recipes = join(import.meta.dirname, "..", "images");

/** What an image needs beside its recipe: put into the folder it is built from, and named as build arguments. */
const additions: Record<BaseImage, { recipe: string; fill: (folder: string) => Promise<string[]> }> = {
  "node:24-slim": { recipe: "node", fill: fillNodeContext },
  "redis:7-bookworm": { recipe: "redis", fill: async () => [] },
};

export const debianImage = `chatops-sandbox/debian:${imageVersions.debian}`;
const environment = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "GIT_SSL_CAINFO"];

/** What the images are made of, as a short name: another one means that they are out of date. */
export function madeOf(): string {
  const hash = createHash("sha256").update(JSON.stringify(imageVersions)).update(nodeVersion()).update(trustHash());
  for (const file of globSync("*/*", { cwd: recipes }).sort()) hash.update(readFileSync(join(recipes, file)));
  return hash.digest("hex").slice(0, 12);
}

export const archiveOf = (paths: Paths, image: BaseImage): string =>
  join(paths.cache, "images", `${image.replace(":", "-")}-${madeOf()}.tar`);

/** Makes base images of Debian's packages, and keeps them for the next engine. */
export async function buildImages(paths: Paths, engine: Engine, images: BaseImage[]): Promise<void> {
  await makeRootfs(paths);
  await docker(paths, engine, ["import", ...changes(madeOf()), rootfsFile(paths), debianImage]);
  await Promise.all(images.map((image) => build(paths, engine, image)));
  discardOlder(dirname(rootfsFile(paths)));
}

async function build(paths: Paths, engine: Engine, image: BaseImage): Promise<void> {
  const { recipe, fill } = additions[image];
  const folder = mkdtempSync(join(tmpdir(), "chatops-image-"));
  try {
    cpSync(join(recipes, recipe), folder, { recursive: true });
    const args = [`BASE=${debianImage}`, `MADE_OF=${madeOf()}`, ...(await fill(folder))];
    const flags = ["--quiet", "--tag", image, ...args.flatMap((arg) => ["--build-arg", arg])];
    // The classic builder: BuildKit needs the plugin buildx, which is still being built then.
    await docker(paths, engine, ["build", ...flags, folder], { env: { DOCKER_BUILDKIT: "0" } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await makeOnce(archiveOf(paths, image), async (draft) => {
    await docker(paths, engine, ["save", "--output", draft, image]);
  });
}

/** Points every language's own list of authorities at the system's. */
export const changes = (made: string): string[] =>
  ['CMD ["bash"]', `LABEL ${label}=${made}`, ...environment.map((name) => `ENV ${name}=${bundle}`)].flatMap(
    (change) => ["--change", change],
  );

/** Images of older recipes are of no more use. */
function discardOlder(folder: string): void {
  const archives = readdirSync(folder).filter((name) => name.endsWith(".tar"));
  const older = archives.filter((name) => !name.includes(madeOf()) && !name.includes(trustHash()));
  for (const name of older) rmSync(join(folder, name));
}
