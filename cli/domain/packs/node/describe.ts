import type { Description } from "../pack.ts";
import type { ProjectTree } from "../tree.ts";
import { managerOf } from "./manager.ts";
import { migrationOf, workersOf } from "./processes.ts";
import { testStepsOf } from "./test-steps.ts";
import { manifestOf, neededDependencies, ofSeveral } from "./workspace.ts";

/** What package.json says, however the project is built. */
export function describe(tree: ProjectTree): Description {
  const manifest = manifestOf(tree);
  return {
    names: [
      { value: manifest.name, at: manifest.at("name") },
      { value: tree.folder, at: "folder" },
    ],
    dependencies: { ecosystem: "npm", names: new Set([...manifest.dependencies, ...neededDependencies(tree)]) },
    entry: manifest.main,
    scripts: manifest.scripts,
    testSteps: testStepsOf(manifest, managerOf(tree), ofSeveral(tree, manifest)),
    migration: migrationOf(manifest, tree),
    workers: workersOf(manifest, tree),
  };
}
