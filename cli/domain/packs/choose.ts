import { preconditionError, usageError } from "../../../lib/errors.ts";
import { packs } from "./all.ts";
import type { Facts, Pack, Sureness } from "./pack.ts";
import type { ProjectTree } from "./tree.ts";

const order: readonly Sureness[] = ["certain", "likely", "assumed"];

/** What the pack finds that is asked for, or the one that is surest of the project. */
export function detectProject(tree: ProjectTree, asked?: string): Facts {
  const pack = asked === undefined ? surest(tree, packs) : packNamed(asked, tree);
  if (!pack) throw unknownProject(tree);
  const written = surest(
    tree,
    packs.filter((other) => other !== pack),
  );
  return pack.detect(tree, written);
}

function surest(tree: ProjectTree, candidates: readonly Pack[]): Pack | undefined {
  const recognized = candidates.map((pack) => ({ pack, sure: pack.recognize(tree)?.sure }));
  return order.map((sure) => recognized.find((candidate) => candidate.sure === sure)).find(Boolean)?.pack;
}

const unknownProject = ({ folder }: ProjectTree) =>
  preconditionError(`no project that chatops knows in ${folder}`, {
    details: packs.map(({ name, missing }) => `${name}: ${missing}`),
    hint: "Name the project's folder, as in `chatops import path/to/project`; nothing was written.",
  });

function packNamed(name: string, tree: ProjectTree): Pack {
  const pack = packs.find((candidate) => candidate.name === name);
  if (!pack) {
    throw usageError(`no pack is called ${name}`, { hint: `Packs: ${packs.map((known) => known.name).join(", ")}.` });
  }
  if (pack.recognize(tree)) return pack;
  throw preconditionError(`${tree.folder} is not a project of the pack ${name}: ${pack.missing}`);
}
