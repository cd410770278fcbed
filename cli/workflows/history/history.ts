import { usageError } from "../../../lib/errors.ts";
import { aligned } from "../../../lib/table.ts";
import { readPromotions } from "../../adapters/kubernetes/record.ts";
import { environmentOf } from "../../core/config/environment.ts";
import { readProject } from "../../core/config/read.ts";
import type { Config } from "../../core/config/schema.ts";
import type { Answer, Session } from "../../core/session.ts";
import { accessOf } from "../access.ts";
import { type ClusterChoice, openPlace } from "../places/cluster.ts";
import { composePlace, readDeployments } from "../places/compose.ts";

export interface HistoryRequest extends ClusterChoice {
  /** Undefined: the only one of chatops.yaml. */
  environment: string | undefined;
}

/** What the history of either kind of place tells. */
interface Entry {
  at: string;
  version: string;
  outcome: string;
  revision?: number | undefined;
  by?: string;
  cause?: string | undefined;
}

/** Every promotion into an environment, newest first. */
export async function history(session: Session, request: HistoryRequest): Promise<Answer> {
  const { config } = await readProject(session.cwd, session.configFile);
  const environment = request.environment ?? onlyEnvironment(config);
  const entries = (await entriesOf(config, environment, request, session)).toReversed();
  const rows = entries.map(({ at, version, outcome, revision, by, cause }) => [
    at.replace("T", " ").slice(0, 19),
    version,
    outcome,
    revision?.toString() ?? "",
    by ?? "",
    cause ?? "",
  ]);
  const header = ["WHEN (UTC)", "VERSION", "OUTCOME", "REVISION", "BY", "CAUSE"];
  return {
    result: { environment, promotions: entries },
    text: entries.length > 0 ? aligned([header, ...rows]) : [`Nothing was promoted to ${environment} yet.`],
  };
}

async function entriesOf(
  config: Config,
  environment: string,
  choice: ClusterChoice,
  session: Session,
): Promise<readonly Entry[]> {
  const { env, steps } = session;
  const { kubernetes } = environmentOf(config, environment);
  if (!kubernetes) return (await readDeployments(composePlace(env, config.name, environment), steps.warn)).deployments;
  const { cluster, bookkeeping } = await openPlace(config, [environment, kubernetes], choice, accessOf(session));
  return (await readPromotions(cluster, bookkeeping)).promotions;
}

function onlyEnvironment({ environments }: Config): string {
  const [only, ...more] = Object.keys(environments);
  if (only && more.length === 0) return only;
  throw usageError("whose history is not said", { hint: `Add --env: ${Object.keys(environments).join(", ")}.` });
}
