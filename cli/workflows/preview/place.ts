import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { preconditionError, usageError } from "../../../lib/errors.ts";
import { identityOf } from "../../adapters/git/identity.ts";
import { openRepository, type Repository } from "../../adapters/git/repository.ts";
import type { PreviewSettings } from "../../core/config/preview.ts";
import { type Project, readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { openPreviews } from "../../environments/open.ts";
import type { Previews } from "../../environments/previews.ts";
import { accessOf } from "../../releases/access.ts";

/** A project whose pull requests have previews, as chatops.yaml says where the command runs. */
export interface PreviewedProject {
  project: Project;
  settings: PreviewSettings;
  repository: Repository;
  /** What tells the repository from others. */
  identity: string;
  previews: Previews;
}

/**
 * Opens where the previews of a project are. How many there may be and where they go is said by the chatops.yaml of the folder that the
 * command runs in, and never by that of a commit that somebody proposes.
 */
export async function openPreviewed(session: Session, choice: ClusterChoice): Promise<PreviewedProject> {
  const project = await readProject(session.cwd, session.configFile);
  const { config, directory } = project;
  const settings = config.preview;
  if (!settings) {
    throw usageError("chatops.yaml has no `preview`, so pull requests have none", {
      hint: "Say where they are: `preview: { kubernetes: {} }`, or `preview: { compose: {} }`.",
    });
  }
  const repository = await openRepository(directory, accessOf(session), config.release.branch);
  const identity = await identityOf(repository);
  if (identity === undefined) throw preconditionError("the repository has no commit yet", { hint: "Commit first." });
  const values = await Promise.all((settings.kubernetes?.values ?? []).map((path) => readValues(directory, path)));
  const place = { project: config.name, repository: identity, host: settings.host, values };
  return { project, settings, repository, identity, previews: openPreviews(session, settings, place, choice) };
}

async function readValues(directory: string, path: string): Promise<string> {
  return readFile(join(directory, path), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw usageError(`cannot read ${path}, which chatops.yaml names in preview.kubernetes.values: ${error.code}`, {
      hint: "Write it, or take it out of `values`.",
    });
  });
}
