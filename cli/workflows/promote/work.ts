import type { Config } from "../../core/config/schema.ts";
import type { Session } from "../../core/session.ts";
import { whoami } from "../../core/whoami.ts";
import type { PromotedArtifacts, Promotion } from "../../domain/environment/history.ts";
import type { Attempt, Environment } from "../../environments/environment.ts";

/** A promotion at work. */
export interface Work {
  session: Session;
  environment: Environment;
  attempt: Attempt;
  /** Name of the project. */
  project: string;
  /** Whether a version that fails is rolled back. */
  rollback: boolean;
  /** Whether earlier versions run with what a migration has made of the data. */
  migrations: Config["migrations"];
  reason: Reason;
}

/** Why a version is promoted. */
export interface Reason {
  /** Nobody named the version. */
  isAutomatic: boolean;
  /** An environment that somebody rolled back by hand is left as it is. */
  holds?: boolean;
  /** Asks a person before anything is changed. */
  confirm?: (() => Promise<void>) | undefined;
  /** Version that somebody rolls back by hand. */
  rolledBackFrom?: string;
}

/** What is promoted, and where, as milestones name it. */
export const promotedBy = ({ environment, attempt }: Work) => ({
  environment: environment.name,
  version: attempt.subject.recorded.version,
});

/** What is rolled back by hand, as the history and the result name it. */
export const rolledBackBy = ({ reason: { rolledBackFrom } }: Work) => rolledBackFrom && { rolledBackFrom };

/** What a history says of a promotion that begins now. */
export const beginning = (recorded: PromotedArtifacts, { env }: Session): Promotion => ({
  ...recorded,
  outcome: "begun",
  at: new Date().toISOString(),
  by: whoami(env),
});

/** The same promotion, once it is healthy. */
export const healthyNow = (promotion: Promotion): Promotion => ({
  ...promotion,
  outcome: "healthy",
  healthyAt: new Date().toISOString(),
});
