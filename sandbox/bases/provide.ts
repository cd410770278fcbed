import { installPackages, packagesFor } from "../apt.ts";
import type { SandboxContext } from "../context.ts";
import { docker } from "../parts/engine.ts";
import { noteMade } from "../parts/images.ts";
import type { Engine } from "../parts/part.ts";
import { rootfsPrograms } from "../parts/rootfs.ts";
import { withSandboxLock } from "../sandbox-lock.ts";
import { orderOf } from "./all.ts";
import { isThere, makeBase } from "./make.ts";

/**
 * Makes those of `images` that the engine lacks and cannot pull, and returns those that cannot be had.
 * They are made when somebody asks for one, as most people need few of them.
 */
export async function provideBases(context: SandboxContext, engine: Engine, images: string[]): Promise<string[]> {
  const absent: string[] = [];
  for (const image of new Set(images)) {
    if (!(await provide(context, engine, image))) absent.push(image);
  }
  return absent;
}

async function provide(context: SandboxContext, engine: Engine, image: string): Promise<boolean> {
  if ((await isThere(context, engine, image)) || (await isPullable(context, engine, image))) return true;
  if (!orderOf(image)) return false;
  const packages = packagesFor(context.paths, programsOf(image));
  if (packages.length > 0) await withSandboxLock(context, () => installPackages(context.paths, packages));
  await makeBase(context, engine, image);
  await withSandboxLock(context, async () => noteMade(context.paths, lineOf(image)));
  return true;
}

/** An image and all those below it. */
function lineOf(image: string): string[] {
  const order = orderOf(image);
  return [image, ...(order && "from" in order ? lineOf(order.from) : [])];
}

const programsOf = (image: string): string[] => [
  ...rootfsPrograms,
  ...lineOf(image).flatMap((name) => {
    const order = orderOf(name);
    return order && "from" in order ? (order.programs ?? []) : [];
  }),
];

/** Then whoever builds on it gets it by that. */
function isPullable({ paths }: SandboxContext, engine: Engine, image: string): Promise<boolean> {
  return docker(paths, engine, ["manifest", "inspect", image], { timeoutMs: 5_000 }).then(
    () => true,
    () => false,
  );
}
