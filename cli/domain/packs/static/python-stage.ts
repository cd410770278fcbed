import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { ProjectTree } from "../tree.ts";
import { firstOf, pip, pipEnvironment, python } from "./generator.ts";

interface Making {
  /** Where the project may say what is installed, the likeliest first. */
  requirements: readonly string[];
  /** What is installed if it does not. */
  otherwise: string;
  /** Writes the pages. */
  make: string;
}

/** Makes pages by a generator in Python. What the project asks for is installed, else what the generator is by itself. */
export function pythonStage(tree: ProjectTree, { requirements, otherwise, make }: Making): Stage[] {
  const file = firstOf(tree, requirements);
  return [
    {
      from: python,
      as: "build",
      instructions: [
        { workdir: "/src" },
        pipEnvironment,
        ...(file ? [{ copy: [file], to: "/tmp/requirements.txt" }] : []),
        { run: `pip install ${file ? "--requirement /tmp/requirements.txt" : otherwise}`, cache: pip },
        { copy: ["."], to: "." },
        { run: make },
      ],
    },
  ];
}
