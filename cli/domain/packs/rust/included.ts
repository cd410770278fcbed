import { dirname, join } from "node:path/posix";
import type { Warning } from "../pack.ts";
import { matchesOf, type Source } from "../shared/scan.ts";
import { isOutOfSight, lineAt, type ProjectTree } from "../tree.ts";

/** What Cargo runs before it compiles a package. */
export const buildScript = /(?:^|\/)build\.rs$/;

/** A package that has npm build its pages while it is compiled. */
export const withoutNpm = (texts: ReadonlyMap<string, string>): Warning[] =>
  [...texts].flatMap(([path, text]) => {
    const index = buildScript.test(path)
      ? text.search(/\bNpmBuild\b|\bnpm_resource_dir\b|"(?:npm|pnpm|yarn|bun)"/)
      : -1;
    return index === -1
      ? []
      : [
          {
            text: `${path}:${lineAt(text, index)} has pages built by npm while it is compiled, and the image that compiles it has no Node`,
            hint: "Write a Dockerfile that has both, or turn that feature off.",
          },
        ];
  });

/** Files that the compiler puts into a program and that nobody committed: keys, pages that a tool makes. */
export const missingFiles = (sources: readonly Source[], { paths }: ProjectTree): Warning[] =>
  [...matchesOf(sources, /\binclude_(?:bytes|str)!\(\s{0,40}"([^"\n]{1,200})"\s{0,40},?\s{0,40}\)/g)].flatMap(
    ({ groups: [file = ""], at }) => {
      const path = join(dirname(at), file);
      if (path.startsWith("../") || isOutOfSight(path) || paths.includes(path)) return [];
      return [
        {
          text: `${at} takes ${path} into the program, which is not in the repository: the build ends there`,
          hint: "Commit it, or read it while the program runs, from a Secret that the chart mounts.",
        },
      ];
    },
  );
