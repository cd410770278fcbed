import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take minutes, or half of one; begun last, they would run alone at the end. */
const longest = [
  "cli/patterns.test.ts",
  "cli/terminal/run.test.ts",
  "chat-server/src/limits.test.ts",
  "demo/demo.e2e.test.ts",
  "cli/workflows/import/build.e2e.test.ts",
  "cli/workflows/serve/kills.e2e.test.ts",
  "cli/workflows/promote/faults-helm-4.e2e.test.ts",
  "cli/workflows/serve/deliveries.e2e.test.ts",
  "cli/workflows/promote/stories.e2e.test.ts",
  "cli/workflows/deploy/faults.e2e.test.ts",
];

/** In a fresh clone, where nothing is known of the last run, Vitest begins with the files that have the most text. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    const isLong = ({ moduleId }: TestSpecification) => longest.some((path) => moduleId.endsWith(path));
    // Projects stay one after the other.
    return projects.flatMap((project) => {
      const own = sorted.filter((file) => file.project === project);
      return [...own.filter(isLong), ...own.filter((file) => !isLong(file))];
    });
  }
}
