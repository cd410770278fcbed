import { createHash } from "node:crypto";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../lib/lock.js";
import type { SandboxContext } from "../context.ts";
import { docker } from "../parts/engine.ts";
import { baseImages, changes, label } from "../parts/image-build.ts";
import type { Engine } from "../parts/part.ts";
import { makeRootfs, rootfsFile, trustHash } from "../parts/rootfs.ts";
import { orderOf } from "./all.ts";
import type { Built, Order } from "./recipe.ts";

/** Makes an image, and before it the one that it is made on, unless the engine has it so, or has one of the user's. */
export async function makeBase(context: SandboxContext, engine: Engine, image: string): Promise<void> {
  const order = orderOf(image);
  if (!order) throw new Error(`there is no recipe for ${image}`);
  if (await isThere(context, engine, image)) return;
  if ("from" in order) await makeBase(context, engine, order.from);
  // Of several processes that need it one makes it.
  await withLock(join(context.paths.state, "bases", image.replaceAll(/[^\w.-]/g, "-")), async () => {
    if (await isThere(context, engine, image)) return;
    context.report(`images: making ${image} of Debian's packages`);
    await ("suite" in order ? importDebian(context, engine, image, order.suite) : build(context, engine, image, order));
  });
}

/** The user's own are never replaced; of ours those that were made by another recipe. Some come up with the sandbox. */
export async function isThere({ paths }: SandboxContext, engine: Engine, image: string): Promise<boolean> {
  if (baseImages.some((name) => name === image)) return true;
  const format = `{{index .Config.Labels "${label}"}}`;
  const found = await docker(paths, engine, ["image", "inspect", "--format", format, image]).catch(() => undefined);
  return found !== undefined && ["", "<no value>", madeOf(orderOf(image))].includes(found.stdout);
}

/** What an image is made of, as a short name. */
function madeOf(order: Order | undefined): string {
  const hash = createHash("sha256").update(trustHash());
  if (order && "from" in order) {
    hash.update(madeOf(orderOf(order.from))).update(JSON.stringify(order.args));
    const files = globSync("*", { cwd: order.folder }).filter(isInImage).sort();
    for (const file of files) hash.update(readFileSync(join(order.folder, file)));
  }
  return hash.digest("hex").slice(0, 12);
}

const isInImage = (path: string) => !path.endsWith(".ts");

async function importDebian({ paths }: SandboxContext, engine: Engine, image: string, suite: string): Promise<void> {
  await makeRootfs(paths, suite);
  await docker(paths, engine, ["import", ...changes(madeOf(orderOf(image))), rootfsFile(paths, suite), image]);
}

async function build({ paths }: SandboxContext, engine: Engine, image: string, order: Built): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "chatops-base-"));
  try {
    cpSync(order.folder, folder, { recursive: true, filter: isInImage });
    const filled = await order.fill?.(paths, folder);
    const args = { ...order.args, ...filled, BASE: order.from, MADE_OF: madeOf(order) };
    const flags = Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
    // The classic builder takes what the engine has; BuildKit asks the registry first.
    const options = { env: { DOCKER_BUILDKIT: "0" } };
    await docker(paths, engine, ["build", "--quiet", "--tag", image, ...flags, folder], options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
