import type { Evidence, Warning } from "../pack.ts";
import { evidence } from "../shared/evidence.ts";
import { lineWith } from "../shared/line-with.ts";
import type { Found, ProjectTree } from "../tree.ts";
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
  const built = withOldNode(builtOf(tree));
  const { manifest, chosen, version } = built;
  if (manifest.dependencies.size + manifest.devDependencies.size === 0) return undefined;
  const script = scripts.find((name) => manifest.scripts[name] !== undefined);
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

/** The newest Node that an old builder of assets runs on. */
const limits: readonly [entry: RegExp, newest: number][] = [
  [/^\s*("node-sass"\s*:\s*"[^"]{0,40}")/, 14],
  [/^\s*("(?:laravel-mix|@rails\/webpacker)"\s*:\s*"[\^~]?[1-5]\.[^"]{0,40}")/, 16],
  [/^\s*("webpack"\s*:\s*"[\^~]?[1-4]\.[^"]{0,40}")/, 16],
];

/** Unless the project pins its Node. */
function withOldNode(built: Built): Built {
  if (!built.version.at.startsWith("assumed")) return built;
  const found = limits.flatMap(([pattern, newest]): Found<number>[] => {
    const line = lineWith(built.tree, manifestFile, pattern);
    return line ? [{ value: newest, at: `${line.at} ${line.value}` }] : [];
  });
  return { ...built, version: found[0] ?? built.version };
}
