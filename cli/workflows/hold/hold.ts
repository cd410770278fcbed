import { readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import { whoami } from "../../core/whoami.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { onlyEnvironment, openEnvironment } from "../../environments/open.ts";
import type { HoldResult } from "../../results/hold.ts";
import { head } from "../../results/result.ts";

export interface HoldRequest extends ClusterChoice {
  /** Undefined: the only one of chatops.yaml. */
  environment: string | undefined;
  /** Lets it go on. */
  end: boolean;
}

/** Keeps an environment as it is until somebody lets it go on: nothing is promoted there without a version that somebody gave. */
export async function hold(session: Session, request: HoldRequest): Promise<HoldResult> {
  const { steps, env } = session;
  const { config } = await readProject(session.cwd, session.configFile);
  const name = request.environment ?? onlyEnvironment(config);
  const environment = openEnvironment(session, config, name, request);
  const entry = { at: new Date().toISOString(), by: whoami(env) };
  const plan = `write to the history of ${name} that ${entry.by} ${request.end ? "lets it go on" : "holds it"}`;
  await steps.change(request.end ? `Let ${name} go on` : `Hold ${name}`, { plan, expect: undefined }, () =>
    environment.recordHold({ hold: request.end ? "ended" : "begun", ...entry }),
  );
  return { ...head("Hold"), environment: name, held: !request.end, dryRun: steps.dryRun };
}
