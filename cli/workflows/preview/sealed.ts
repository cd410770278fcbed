import { lstat, readdir, readFile, readlink, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { parseDocument } from "yaml";
import { preconditionError } from "../../../lib/errors.ts";
import { findComposeFile } from "../../adapters/compose-model.ts";
import { composeFiles } from "../../core/compose-files.ts";
import type { Config } from "../../core/config/schema.ts";
import { composeObjections } from "../../domain/preview/compose-objections.ts";
import type { Checkout } from "../release/checkout.ts";

/** Throws if a link of the commit leads out of it: whoever builds it may read more than whoever proposes it. */
export async function verifyLinks({ root }: Pick<Checkout, "root">): Promise<void> {
  const links = await leadingOut(root);
  if (links.length === 0) return;
  throw preconditionError("the commit has links that lead out of it, so it gets no preview", {
    details: links.slice(0, 10),
    hint: "Put files in their place.",
  });
}

/** Throws if a Compose file of the commit would have files read that are not of it, or a container reach beyond its own. */
export async function verifyComposeFiles(checkout: Checkout, config: Config): Promise<void> {
  for (const file of composeFilesOf(checkout.project, config)) await verifyComposeFile(checkout, file);
}

/** Links below a folder that lead out of it, wherever that folder may be. */
async function leadingOut(root: string): Promise<string[]> {
  const real = await realpath(root);
  const found: string[] = [];
  const look = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !(folder === real && entry.name === ".git")) await look(path);
      if (!entry.isSymbolicLink()) continue;
      const target = await readlink(path);
      if (isAbsolute(target) || !(await staysIn(real, folder, target)))
        found.push(`${relative(real, path)} → ${target}`);
    }
  };
  await look(real);
  return found;
}

/** Whether no step of a link leaves the root: what leads nowhere here may lead somewhere from another place. */
async function staysIn(root: string, folder: string, target: string): Promise<boolean> {
  let place = folder;
  for (const part of target.split("/").filter(Boolean)) {
    const next = join(place, part);
    place = part === ".." ? dirname(place) : await realpath(next).catch(() => next);
    if (relative(root, place).startsWith("..")) return false;
  }
  return true;
}

/** Every file that Compose could read by itself, and those that chatops.yaml names. */
function composeFilesOf(directory: string, { environments }: Config): string[] {
  const named = Object.values(environments).flatMap(({ compose }) => compose?.file ?? []);
  const usual = [...composeFiles, ...composeFiles.map((name) => name.replace(/\.(ya?ml)$/, ".override.$1"))];
  return [...new Set([...named, ...usual])].filter((file) => findComposeFile(directory, file));
}

async function verifyComposeFile({ root, project }: Checkout, file: string): Promise<void> {
  const found = findComposeFile(project, file);
  if (found === undefined || !(await lstat(join(project, found))).isFile()) return;
  const text = await readFile(join(project, found), "utf8");
  const document = parseDocument(text, { merge: true, logLevel: "silent" });
  const folder = dirname(join(project, found));
  const isInside = (path: string) => !isAbsolute(path) && !relative(root, resolve(folder, path)).startsWith("..");
  // What cannot be read is refused by Compose, in its own words.
  const objections = document.errors.length > 0 ? [] : composeObjections(document.toJS() ?? {}, isInside);
  if (objections.length === 0) return;
  throw preconditionError(`${basename(found)} of the commit asks for what a preview does not get`, {
    details: objections.slice(0, 20),
    hint: "A preview has files of its commit, and containers that reach nothing but each other: take it out of the Compose file, or name another file as `preview.compose.file`.",
  });
}
