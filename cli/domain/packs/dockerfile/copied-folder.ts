import { join } from "node:path/posix";
import { withoutTrailing } from "../../../core/text.ts";
import type { FinalImage } from "../../dockerfile/final-image.ts";
import type { Description } from "../pack.ts";
import type { Found, ProjectTree } from "../tree.ts";

/** The folder of the project whose files lie in the image's own folder: `COPY src ./`, where nothing copies all of it. */
function folderInPlace({ instructions }: FinalImage, { paths }: ProjectTree): string | undefined {
  let place = "/";
  let folder: string | undefined;
  for (const { name, text, flags } of instructions) {
    const [source = "", target = "", ...more] = text.split(/\s+/);
    if (name === "WORKDIR") place = withoutTrailing(text.startsWith("/") ? text : join(place, text), "/");
    if (!/^(?:COPY|ADD)$/.test(name) || flags.from !== undefined || more.length > 0) continue;
    const from = withoutTrailing(join(source), "/");
    if (from === ".") return undefined;
    const goal = withoutTrailing(target.startsWith("/") ? target : join(place, target), "/");
    if (goal === place && paths.some((path) => path.startsWith(`${from}/`))) folder = from;
  }
  return folder;
}

/** What is run in the image, whose paths are then those of that folder. */
export function asInImage(about: Description, image: FinalImage, tree: ProjectTree): Description {
  const folder = folderInPlace(image, tree);
  if (folder === undefined) return about;
  const moved = <T extends Found<string>>(one: T): T => ({ ...one, value: withoutFolder(one.value, folder) });
  return {
    ...about,
    migration: about.migration && moved(about.migration),
    ...(about.workers && { workers: about.workers.map(moved) }),
  };
}

const withoutFolder = (command: string, folder: string): string =>
  command.replaceAll(`--workdir ${folder} `, "").replaceAll(`PYTHONPATH=${folder} `, "").replaceAll(` ${folder}/`, " ");
