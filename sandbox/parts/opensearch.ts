import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../lib/processes.ts";
import { makeOnce } from "../files.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { versions } from "../versions.ts";

const artifact = `org.opensearch.distribution.integ-test-zip:opensearch:${versions.opensearch}:zip`;

/** A folder of programs in Java that keep and search what Elasticsearch takes. */
export const opensearchFolder = (paths: Paths): string =>
  join(paths.cache, "programs", `opensearch-${versions.opensearch}`);

export const opensearchSteps = (paths: Paths): SetupStep[] =>
  existsSync(opensearchFolder(paths))
    ? []
    : [{ title: `fetch OpenSearch ${versions.opensearch}`, seconds: 30, programs: ["java", "mvn"] }];

export const prepareOpensearch = (paths: Paths): Promise<void> =>
  makeOnce(opensearchFolder(paths), async (draft) => {
    const [unpacked, repository] = [`${draft}.unpacked`, `${draft}.maven`];
    try {
      const options = [`-Dartifact=${artifact}`, `-DoutputDirectory=${unpacked}`, `-Dmaven.repo.local=${repository}`];
      // Outside any project the plugin keeps its marks in a folder under the one where it is run.
      mkdirSync(unpacked);
      await run("mvn", ["--quiet", "--batch-mode", "dependency:unpack", ...options], { cwd: unpacked });
      renameSync(join(unpacked, `opensearch-${versions.opensearch}`), draft);
    } finally {
      for (const folder of [unpacked, repository]) rmSync(folder, { recursive: true, force: true });
    }
  });
