import { preconditionError, usageError } from "../../../lib/errors.ts";
import { findRepository } from "../../adapters/git/repository.ts";
import { readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { onlyEnvironment, openEnvironment } from "../../environments/open.ts";
import type { PreparedRemoval } from "../../environments/removal.ts";
import { accessOf } from "../../releases/access.ts";
import type { StoppedResult } from "../../results/promotion.ts";
import type { RemovalResult } from "../../results/removal.ts";
import { head } from "../../results/result.ts";

export interface RemoveRequest extends ClusterChoice {
  /** Undefined: the only one of chatops.yaml. */
  environment: string | undefined;
  deletesData: boolean;
  /** How long it is waited for what is removed to be gone. */
  timeoutMs: number;
}

/** Removes what runs in an environment; its data only if that is asked for. */
export async function remove(session: Session, request: RemoveRequest): Promise<RemovalResult | StoppedResult> {
  const { config, directory } = await readProject(session.cwd, session.configFile);
  const environment = request.environment ?? onlyEnvironment(config);
  const repository = await findRepository(directory, accessOf(session), config.release.branch);
  if (!repository)
    throw preconditionError(`${directory} is in no Git repository, so nothing proves what is of this project`, {
      hint: "Run it in the repository that was promoted from.",
    });
  const place = openEnvironment(session, config, environment, request);
  const removal = await place.prepareRemoval(session, { repository, directory, timeoutMs: request.timeoutMs });
  const { running: version, data } = removal;
  const { deletesData } = request;
  const isNothing = version === undefined && (data.length === 0 || !deletesData);
  const answer = { ...head("Removal"), environment, version };
  if (isNothing && removal.isUnrecorded) await removal.remove(false);
  if (isNothing) return { ...answer, outcome: "nothing", kept: data, deleted: [] };
  if (!(await isConfirmed(session, removal, { environment, deletesData })))
    return { ...head("Stopped"), message: "Stopped; nothing was changed." };
  const { kept, deleted } = await removal.remove(deletesData);
  const outcome = session.steps.dryRun ? "planned" : "removed";
  return { ...answer, outcome, kept, deleted };
}

/** Asks, unless that is answered by --yes already. */
async function isConfirmed(
  { yes, openPrompt, steps }: Session,
  { running, data }: PreparedRemoval,
  { environment, deletesData }: { environment: string; deletesData: boolean },
): Promise<boolean> {
  if (yes || steps.dryRun) return true;
  if (!openPrompt)
    throw usageError(
      `what runs in ${environment} is removed only if somebody says so, and there is no terminal to ask on`,
      {
        hint: "Add --yes if that is decided already; --dry-run shows what would be removed.",
      },
    );
  for (const { kind, name } of data) steps.note(`${deletesData ? "deletes" : "keeps"} the ${kind} ${name}`);
  const what = [running, ...(deletesData && data.length > 0 ? ["all of this data"] : [])].filter(Boolean).join(" and ");
  const prompt = openPrompt();
  const answer = await prompt.ask(`Remove ${what} from ${environment}? [y/N] `).finally(() => prompt.close());
  return /^(y|yes|s|sim)$/i.test(answer?.trim() ?? "");
}
