import { usageError } from "../../../lib/errors.ts";
import { readProject } from "../../core/config/read.ts";
import type { Config } from "../../core/config/schema.ts";
import type { Session } from "../../core/session.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { openEnvironment } from "../../environments/open.ts";
import type { HistoryResult } from "../../results/history.ts";
import { head } from "../../results/result.ts";

export interface HistoryRequest extends ClusterChoice {
  /** Undefined: the only one of chatops.yaml. */
  environment: string | undefined;
}

/** Every promotion into an environment, newest first. */
export async function history(session: Session, request: HistoryRequest): Promise<HistoryResult> {
  const { config } = await readProject(session.cwd, session.configFile);
  const environment = request.environment ?? onlyEnvironment(config);
  const { promotions } = await openEnvironment(session, config, environment, request).history();
  return { ...head("History"), environment, promotions: promotions.toReversed() };
}

function onlyEnvironment({ environments }: Config): string {
  const [only, ...more] = Object.keys(environments);
  if (only && more.length === 0) return only;
  throw usageError("no environment given", { hint: `Use --env: ${Object.keys(environments).join(", ")}.` });
}
