import { readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { onlyEnvironment, openEnvironment } from "../../environments/open.ts";
import type { HistoryResult } from "../../results/history.ts";
import { head } from "../../results/result.ts";

export interface HistoryRequest extends ClusterChoice {
  /** Undefined: the only one of chatops.yaml. */
  environment: string | undefined;
  /** How many, the newest ones; undefined: all. */
  limit: number | undefined;
}

/** Every promotion into an environment, newest first. */
export async function history(session: Session, request: HistoryRequest): Promise<HistoryResult> {
  const { config } = await readProject(session.cwd, session.configFile);
  const environment = request.environment ?? onlyEnvironment(config);
  const { promotions } = await openEnvironment(session, config, environment, request).history();
  return { ...head("History"), environment, promotions: promotions.toReversed().slice(0, request.limit) };
}
