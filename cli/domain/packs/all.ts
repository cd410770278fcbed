import { preconditionError, usageError } from "../../../lib/errors.ts";
import type { Pack } from "../project/facts.ts";
import type { ProjectTree } from "../project/tree.ts";
import { node } from "./node/node.ts";

/** Every kind of project that import knows, the first that recognises a project first. */
const packs: readonly Pack[] = [node];

/** The pack that is asked for, or the first whose marker stands in the project. */
export function choosePack(tree: ProjectTree, asked?: string): Pack {
  if (asked !== undefined) return packNamed(asked, tree);
  const pack = packs.find(({ marker }) => tree.paths.includes(marker));
  if (pack) return pack;
  throw preconditionError(`no project that chatops knows in ${tree.folder}`, {
    details: packs.map(({ name, marker }) => `${name}: no ${marker}`),
    hint: "Name the project's folder, as in `chatops import path/to/project`; nothing was written.",
  });
}

function packNamed(name: string, tree: ProjectTree): Pack {
  const pack = packs.find((candidate) => candidate.name === name);
  if (!pack) {
    throw usageError(`no pack is called ${name}`, { hint: `Packs: ${packs.map((known) => known.name).join(", ")}.` });
  }
  if (tree.paths.includes(pack.marker)) return pack;
  throw preconditionError(`pack ${name} needs a ${pack.marker}, and ${tree.folder} has none`);
}
