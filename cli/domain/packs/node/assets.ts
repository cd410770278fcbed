import type { Evidence, Warning } from "../pack.ts";
import { evidence } from "../shared/evidence.ts";
import type { ProjectTree } from "../tree.ts";
import { builtOf } from "./built.ts";
import type { Built } from "./findings.ts";
import { manifestFile } from "./manifest.ts";
import { buildWarnings } from "./warnings.ts";

/** What a program in another language has built by Node: style sheets and scripts for its pages. */
export interface Assets extends Built {
  /** The script that builds them, if there is one. */
  script: string | undefined;
  evidence: readonly Evidence[];
  warnings: readonly Warning[];
}

/** `scripts` are the names that its framework gives to the script, the best one first. */
export function detectAssets(tree: ProjectTree, scripts: readonly string[]): Assets | undefined {
  if (!tree.paths.includes(manifestFile)) return undefined;
  const built = builtOf(tree);
  const { manifest, chosen, version } = built;
  if (manifest.dependencies.size + manifest.devDependencies.size === 0) return undefined;
  const there = scripts.filter((name) => manifest.scripts[name] !== undefined);
  const script = there.find((name) => !isForDevelopers(manifest.scripts[name] ?? "")) ?? there[0];
  return {
    ...built,
    script,
    evidence: [
      evidence(
        "assets",
        { value: script ?? "packages", at: script ? manifest.at("scripts", script) : manifestFile },
        "certain",
      ),
      evidence("node", { value: String(version.value), at: version.at }, "certain"),
      evidence(chosen.manager.name, { at: chosen.at }, "certain"),
    ],
    warnings: buildWarnings(built),
  };
}

/** `npm-run-all build:*:dev`, `webpack --mode development`; what a shell asks for first is neither. */
const isForDevelopers = (command: string) => /:dev\b|--mode[ =]dev/.test(command);
