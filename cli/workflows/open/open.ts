import { preconditionError } from "../../../lib/errors.ts";
import { openInBrowser } from "../../adapters/browser.ts";
import { readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { onlyEnvironment, openEnvironment } from "../../environments/open.ts";
import type { AddressesResult } from "../../results/addresses.ts";
import { head } from "../../results/result.ts";

export interface OpenRequest extends ClusterChoice {
  /** Undefined: the only one of chatops.yaml. */
  environment: string | undefined;
}

/** Tells where an environment is reached, and opens the first address for whoever sits at a terminal. */
export async function open(session: Session, request: OpenRequest): Promise<AddressesResult> {
  const { config } = await readProject(session.cwd, session.configFile);
  const environment = request.environment ?? onlyEnvironment(config);
  const { addresses, wayIn } = await openEnvironment(session, config, environment, request).addresses();
  const [first] = addresses;
  if (first === undefined)
    throw preconditionError(`nothing in ${environment} is reached from outside`, { hint: wayIn });
  const { openPrompt, steps, env } = session;
  if (openPrompt && !steps.dryRun) await openInBrowser(first, env, steps.signal);
  return { ...head("Addresses"), environment, addresses };
}
