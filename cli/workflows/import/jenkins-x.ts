import { Failure } from "../../../lib/errors.ts";
import { jenkinsXIn, portOfKeptChart } from "../../domain/jenkins-x/traces.ts";
import { detectProject } from "../../domain/packs/choose.ts";
import type { Evidence, Facts, Warning } from "../../domain/packs/pack.ts";
import { evidence } from "../../domain/packs/shared/evidence.ts";
import type { ProjectTree } from "../../domain/packs/tree.ts";

/** What came to a project with Jenkins X, as far as it concerns an import. */
export interface Heritage {
  evidence: readonly Evidence[];
  warnings: readonly Warning[];
  /** Files that are written anew, by path with the reason. */
  replaces: ReadonlyMap<string, string>;
}

/** What works with Jenkins X alone is told, and written anew in a migration. */
export function heritageOf(tree: ProjectTree, migrate: boolean): Heritage {
  const jenkinsX = jenkinsXIn(tree);
  if (!jenkinsX) return { evidence: [], warnings: [], replaces: new Map() };
  const { at, outdated, leftovers } = jenkinsX;
  const isWritable = (path: string) => path !== "Dockerfile" || isKnownWithoutDockerfile(tree);
  const replaceable = new Map([...outdated].filter(([path]) => isWritable(path)));
  const kept = [...outdated].filter(([path]) => !isWritable(path));
  return {
    evidence: [evidence("Jenkins X", { at }, "certain")],
    warnings: [
      ...kept.map(([path, reason]) => ({
        text: `${path} ${reason}`,
        hint: "Make it in a stage of the Dockerfile: a release is built of the commit alone.",
      })),
      ...(migrate || replaceable.size === 0 ? [] : [oldFiles(replaceable)]),
      ...(leftovers.length > 0 ? [unused(leftovers)] : []),
    ],
    replaces: migrate ? reasons(replaceable) : new Map(),
  };
}

/** A program that listens where its chart does not look is never ready. */
export function portWarnings(tree: ProjectTree, { port }: Facts): Warning[] {
  const expected = portOfKeptChart(tree);
  if (!expected || expected.value === port.value) return [];
  return [
    {
      text: `the program listens on ${port.value} (${port.at}), and its chart expects it on ${expected.value} (${expected.at})`,
      hint: "Let the program listen on the port in PORT, or change service.internalPort of the chart.",
    },
  ];
}

/** Whether a pack would write a Dockerfile for it. */
function isKnownWithoutDockerfile(tree: ProjectTree): boolean {
  try {
    return (
      detectProject({ ...tree, paths: tree.paths.filter((path) => path !== "Dockerfile") }).dockerfile !== undefined
    );
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

const reasons = (files: ReadonlyMap<string, string>) =>
  new Map([...files].map(([path, reason]) => [path, `instead of that of Jenkins X, which ${reason}`]));

const oldFiles = (files: ReadonlyMap<string, string>): Warning => ({
  text: `what Jenkins X wrote is kept: ${[...files].map(([path, reason]) => `${path} ${reason}`).join("; ")}`,
  hint: "`chatops import --migrate` shows what it would write in place of it, and asks.",
});

const unused = (paths: readonly string[]): Warning => ({
  text: `nothing uses ${paths.join(", ")} any more`,
  hint: `Once Jenkins X is gone: git rm -r ${paths.join(" ")}`,
});
