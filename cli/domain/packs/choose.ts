import { preconditionError, usageError } from "../../../lib/errors.ts";
import { packs } from "./all.ts";
import type { Pack, Sureness } from "./pack.ts";
import type { ProjectTree } from "./tree.ts";

const order: readonly Sureness[] = ["certain", "likely", "assumed"];

/** The pack that is asked for, or the one that is surest of the project. */
export function choosePack(tree: ProjectTree, asked?: string): Pack {
  if (asked !== undefined) return packNamed(asked, tree);
  const recognized = packs.map((pack) => ({ pack, sure: pack.recognize(tree)?.sure }));
  const surest = order.map((sure) => recognized.find((candidate) => candidate.sure === sure)).find(Boolean);
  if (surest) return surest.pack;
  throw preconditionError(`no project that chatops knows in ${tree.folder}`, {
    details: packs.map(({ name, missing }) => `${name}: ${missing}`),
    hint: "Name the project's folder, as in `chatops import path/to/project`; nothing was written.",
  });
}

function packNamed(name: string, tree: ProjectTree): Pack {
  const pack = packs.find((candidate) => candidate.name === name);
  if (!pack) {
    throw usageError(`no pack is called ${name}`, { hint: `Packs: ${packs.map((known) => known.name).join(", ")}.` });
  }
  if (pack.recognize(tree)) return pack;
  throw preconditionError(`${tree.folder} is not a project of the pack ${name}: ${pack.missing}`);
}
