import { pagesEvidence } from "../node/pages.ts";
import type { Evidence } from "../pack.ts";
import { evidence } from "../shared/evidence.ts";
import type { Source } from "../shared/scan.ts";
import type { ProjectTree } from "../tree.ts";
import { documentationIn, embeddedBy, pagesOf } from "./embedded.ts";
import { boxed, generatedBy, missingPackages } from "./generated.ts";
import { type Module, moduleFile } from "./module.ts";

interface Program {
  module: Module;
  tree: ProjectTree;
  sources: readonly Source[];
}

/** What a program has in it that is no code of its module: made by tools, or pages. */
export function readParts(whole: ProjectTree, { module, tree, sources }: Program) {
  const embedded = embeddedBy(sources);
  const missing = missingPackages(whole, sources, module.path.value);
  const inBoxes = boxed(tree, sources);
  const documentation = documentationIn(tree, embedded);
  const ofPages = embedded.filter(({ value }) => value !== documentation?.folder);
  const generated = [...generatedBy(whole, missing), ...inBoxes.map(({ value }) => value)];
  return { embedded, missing, inBoxes, generated, documentation, pages: pagesOf(tree, sources, ofPages) };
}

export type Parts = ReturnType<typeof readParts>;

export const evidenceOfParts = ({ generated, missing, inBoxes, pages, documentation }: Parts): Evidence[] => [
  ...generated.map((value) =>
    evidence("generated", { value, at: missing[0]?.at ?? inBoxes[0]?.at ?? moduleFile }, "likely"),
  ),
  ...(pages ? pagesEvidence(pages) : []),
  ...(documentation
    ? [evidence("documentation", { value: documentation.folder, at: documentation.at }, "certain")]
    : []),
];
