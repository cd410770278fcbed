import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { makeOnce } from "../files.ts";
import type { Paths } from "../paths.ts";
import type { Site } from "../site.ts";
import { imageVersions } from "../versions.ts";
import { nodeContext, nodeVersion, redisContext } from "./contexts.ts";
import { docker, type Engine } from "./engine.ts";
import type { Work } from "./part.ts";
import { bundle, makeRootfs, rootfsFile, trustHash } from "./rootfs.ts";

/** The images that the templates and the chat build on. */
export const baseImages = ["node:24-slim", "redis:7-bookworm"] as const;

const debianImage = `chatops-sandbox/debian:${imageVersions.debian}`;
const recipes = join(import.meta.dirname, "..", "images");
export const label = "chatops.sandbox";

/** What the images are made of: another value means that they are out of date. */
export function madeOf(): string {
  const hash = createHash("sha256").update(JSON.stringify(imageVersions)).update(nodeVersion()).update(trustHash());
  for (const file of globSync("*/*", { cwd: recipes }).sort()) hash.update(readFileSync(join(recipes, file)));
  return hash.digest("hex").slice(0, 12);
}

const archiveOf = (paths: Paths) => join(paths.cache, "images", `base-${madeOf()}.tar`);

/** What must be made, as far as it can be known: an engine that is not there yet has no images. */
export async function imageWork(paths: Paths, engine: Engine | undefined): Promise<Work[]> {
  if (engine && (await absentImages(paths, engine)).length === 0) return [];
  if (existsSync(archiveOf(paths))) return [{ title: `load ${baseImages.join(" and ")}`, seconds: 10 }];
  if (await isHubReachable()) return [{ title: `pull ${baseImages.join(" and ")}`, seconds: 30 }];
  return [{ title: `make ${baseImages.join(" and ")} of Debian's packages`, seconds: 90, needsDebian: true }];
}

/** The base images that the engine lacks, or has from an older recipe of ours. The user's own are never replaced. */
async function absentImages(paths: Paths, engine: Engine): Promise<string[]> {
  const format = `{{index .Config.Labels "${label}"}}`;
  const current = ["", "<no value>", madeOf()];
  const missing = await Promise.all(
    baseImages.map(async (image) => {
      const made = await docker(paths, engine, ["image", "inspect", "--format", format, image]).catch(() => undefined);
      return made && current.includes(made.stdout) ? [] : [image];
    }),
  );
  return missing.flat();
}

/** Brings the base images into the engine: from the cache, pulled, or made here. */
export async function prepareImages(site: Site, engine: Engine): Promise<void> {
  const { paths, report } = site;
  const absent = await absentImages(paths, engine);
  if (absent.length === 0) return;
  if (!existsSync(archiveOf(paths))) {
    if (!(await pullAll(site, engine, absent))) await buildAll(site, engine);
    return;
  }
  report("images: loading from the cache");
  await docker(paths, engine, ["load", "--input", archiveOf(paths)]);
}

async function pullAll({ paths, report }: Site, engine: Engine, images: string[]): Promise<boolean> {
  if (!(await isHubReachable())) return false;
  report(`images: pulling ${images.join(", ")}`);
  const pulls = images.map((image) => docker(paths, engine, ["pull", "--quiet", image]));
  return Promise.all(pulls).then(
    () => true,
    () => false,
  );
}

// A closed network refuses at once, and an engine would try for long. Docker Hub answers 401 to the uninitiated.
function isHubReachable(): Promise<boolean> {
  return fetch("https://registry-1.docker.io/v2/", { signal: AbortSignal.timeout(3000) }).then(
    ({ status }) => status === 200 || status === 401,
    () => false,
  );
}

async function buildAll({ paths, report }: Site, engine: Engine): Promise<void> {
  report("images: making them of Debian's packages");
  await makeRootfs(paths);
  await docker(paths, engine, ["import", ...changes(), rootfsFile(paths), debianImage]);
  const args = [`BASE=${debianImage}`, `MADE_OF=${madeOf()}`];
  const built = [
    build("node:24-slim", await nodeContext(paths, recipes)),
    build("redis:7-bookworm", redisContext(recipes)),
  ];
  await Promise.all(built);
  await makeOnce(archiveOf(paths), async (draft) => {
    await docker(paths, engine, ["save", "--output", draft, ...baseImages]);
  });

  // The classic builder: BuildKit needs the plugin buildx, which is still being built then.
  function build(image: string, context: { folder: string; args: string[] }) {
    const buildArgs = [...args, ...context.args].flatMap((arg) => ["--build-arg", arg]);
    return docker(paths, engine, ["build", "--quiet", "--tag", image, ...buildArgs, context.folder], {
      DOCKER_BUILDKIT: "0",
    });
  }
}

/** Points every language's own list of authorities at the system's. */
const changes = () =>
  [
    'CMD ["bash"]',
    `LABEL ${label}=${madeOf()}`,
    ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "GIT_SSL_CAINFO"].map(
      (name) => `ENV ${name}=${bundle}`,
    ),
  ].flatMap((change) => ["--change", change]);
