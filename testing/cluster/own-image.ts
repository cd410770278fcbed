import { createHash } from "node:crypto";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { built } from "../chatops/built-chatops.ts";
import { basesOf } from "../docker/base-images.ts";
import { docker } from "../docker/docker.ts";
import { read } from "../fixtures/folder.ts";
import { sandbox } from "../sandbox/sandbox.ts";

/** The checkout that is tested. */
export const checkout = fileURLToPath(new URL("../..", import.meta.url));

const parts = ["bin", "docs", "page", "templates", "LICENSE", "package.json"];

/**
 * The image of chatops by its own Dockerfile, where the nodes of the cluster pull it from. The program in it is the one that
 * the tests built: the stage that would build it anew is another one. It is made once for the same files, and the sandbox's
 * registry keeps its large layers, as to compress and push those takes a minute.
 */
export async function pushOwnImage(): Promise<string> {
  const dockerfile = read(checkout, "Dockerfile").replace(
    /^FROM \S+ AS build\n[\s\S]*?(?=^FROM )/m,
    "FROM scratch AS build\nCOPY dist /app/dist\n\n",
  );
  const context = mkdtempSync(join(tmpdir(), "chatops-image-"));
  try {
    for (const part of parts) cpSync(join(checkout, part), join(context, part), { recursive: true });
    cpSync(join(built, "dist"), join(context, "dist"), { recursive: true });
    writeFileSync(join(context, "Dockerfile"), dockerfile);
    const image = `${sandbox().registry}/chatops-own:${hashOf(context)}`;
    if (!isThere(image)) {
      const absent = await sandbox().provideBases(basesOf(dockerfile));
      if (absent.length > 0) expect.fail(`the image is made on ${absent.join(", ")}, which cannot be had`);
      docker("buildx", "build", "--quiet", "--push", "--tag", image, context);
    }
    return image;
  } finally {
    rmSync(context, { recursive: true });
  }
}

function hashOf(folder: string): string {
  const hash = createHash("sha256");
  const isFile = (path: string) => statSync(join(folder, path)).isFile();
  for (const path of globSync("**/*", { cwd: folder }).filter(isFile).sort())
    hash.update(path).update(readFileSync(join(folder, path)));
  return hash.digest("hex").slice(0, 16);
}

function isThere(image: string): boolean {
  try {
    docker("manifest", "inspect", "--insecure", image);
    return true;
  } catch {
    return false;
  }
}
