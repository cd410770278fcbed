import { createHash } from "node:crypto";
import { usageError } from "../../../lib/errors.ts";
import { releaseTip } from "../../adapters/git/releases.ts";
import { fileAt, isAncestor, type Repository } from "../../adapters/git/repository.ts";
import type { Config } from "../../core/config/schema.ts";
import type { KubernetesSettings } from "./connection.ts";

/** The values that an environment lays over those of the chart. */
export interface Values {
  /** Texts of the values files, in the order in which they are laid over each other. */
  texts: string[];
  /** Commit that they were read at. */
  commit: string;
  /** sha256 of the texts, its first 12 digits. */
  hash: string;
}

/** Commits that say which state of the place is meant. */
export interface ValuesChoice {
  /** Commit that is promoted. */
  released: string;
  /** Commit that an automatic run is of; undefined: whatever is the newest. */
  run: string | undefined;
}

/**
 * Reads an environment's values at the tip of the release branch, as last fetched: they belong to the place, not to
 * the version, so that an older version goes back into today's place. For an automatic run today is its commit.
 */
export async function readValues(
  repository: Repository,
  { release }: Config,
  { values: paths, texts: given }: Pick<KubernetesSettings, "values" | "texts">,
  choice: ValuesChoice,
): Promise<Values> {
  const commit = (await commitOfRun(repository, choice)) ?? (await releaseTip(repository, release.branch));
  const texts = given ? [...given] : await Promise.all(paths.map((path) => readAt(repository, commit, path)));
  const hash = createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 12);
  return { texts, commit, hash };
}

/** Somebody else may have released a newer commit meanwhile, which may need what its own values say. */
async function commitOfRun(repository: Repository, { released, run }: ValuesChoice): Promise<string | undefined> {
  if (run === undefined || run === released) return run;
  return (await isAncestor(repository, run, released)) ? released : run;
}

async function readAt(repository: Repository, commit: string, path: string): Promise<string> {
  const text = await fileAt(repository, commit, path);
  if (text !== undefined) return text;
  throw usageError(`${path} is not in commit ${commit.slice(0, 7)}, where the environment's values are read`, {
    hint: "Commit and push it, or take it out of the environment's `values` in chatops.yaml.",
  });
}
