import { preconditionError, usageError } from "../../../lib/errors.ts";
import type { Project } from "../../core/config/read.ts";
import type { Answer, Session } from "../../core/session.ts";
import { type Candidates, chooseRelease, newestVersion } from "../candidates.ts";
import { deployToCompose } from "../compose/deploy.ts";
import type { ClusterChoice, Opening } from "../places/cluster.ts";
import { promoteToCluster } from "./cluster.ts";
import { passGate } from "./gate.ts";

export interface IntoRequest extends ClusterChoice {
  version: string | undefined;
  timeoutMs: number;
  rollback: boolean;
  /** Takes over what is of another project. */
  adopt: boolean;
}

export interface IntoEnvironment {
  project: Project;
  environment: string;
  /** Undefined: Docker Compose. */
  opening: Opening | undefined;
  candidates: Candidates;
  request: IntoRequest;
}

/** Promotes a release into one environment, behind its gate. */
export async function promoteInto(session: Session, promotion: IntoEnvironment): Promise<Answer> {
  const { project, environment, opening, candidates, request } = promotion;
  const { timeoutMs, rollback, adopt } = request;
  const version = await passGate(session, project, environment, request, () => newestToPromote(candidates));
  const release = chooseRelease(candidates, version);
  if (!release) throw usageError("only a release can be promoted", { hint: "`chatops release` makes one." });
  const into = { project, environment, candidates, release, timeoutMs, rollback, adopt };
  return opening ? promoteToCluster(session, { ...into, opening }) : deployToCompose(session, into);
}

/** The newest stable release. Throws where there is none yet. */
export function newestToPromote(candidates: Candidates): string {
  const version = newestVersion(candidates);
  if (version) return version;
  throw preconditionError("there is no release yet", { hint: "`chatops release` makes the first one." });
}
