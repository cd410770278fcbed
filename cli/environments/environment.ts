import type { Project } from "../core/config/read.ts";
import type { Session } from "../core/session.ts";
import type { HeldEntry, History, PromotedArtifacts, Promotion } from "../domain/environment/history.ts";
import type { Release } from "../domain/release/release.ts";
import type { Verdict } from "../domain/verdicts/verdict.ts";
import type { Reach } from "../releases/artifact-stores.ts";
import type { KnownReleases } from "../releases/known-releases.ts";
import type { Aftermath } from "../results/aftermath.ts";
import type { PromotionFacts } from "../results/promotion.ts";
import type { EnvironmentStatus } from "../results/status.ts";
import type { Link } from "../results/trace.ts";
import type { LogSource } from "./log-source.ts";
import type { PreparedRemoval, RemovalRequest } from "./removal.ts";

export type EnvironmentKind = "kubernetes" | "compose";

/** A named place that releases are promoted to, whatever its kind. */
export interface Environment {
  readonly name: string;
  readonly kind: EnvironmentKind;
  /** Where it is, as far as chatops.yaml says: `namespace chat`, or `Compose project chat-local`. */
  readonly place: string;
  /** Begins to connect while something else is looked up. Whoever needs the connection hears of its failure. */
  connect(): void;
  /** What runs there now, asked from the place itself. Throws if that does not answer. */
  status(): Promise<EnvironmentStatus>;
  /** The version that was brought there last, healthy or not, or its name there; undefined if nothing is. */
  running(): Promise<string | undefined>;
  /** Every promotion into it, oldest first. */
  history(): Promise<History>;
  /** Writes down beside them that somebody holds it, or lets it go on. */
  recordHold(hold: HeldEntry): Promise<void>;
  /** Opens the logs of what runs there: whoever calls the answer gets all containers of that moment. */
  logs(which: { previous: boolean }): () => Promise<LogSource[]>;
  /** Where it is reached from outside. */
  addresses(): Promise<Addresses>;
  /** What runs there under this name or, without one, of the project's own. Throws if it cannot be asked. */
  findInstance(name: string | undefined): Promise<Instance | undefined>;
  /** Reads everything that a promotion needs, and refuses what cannot go well. Changes nothing. */
  prepare(session: Session, request: PromotionRequest): Promise<PreparedPromotion>;
  /** Looks at what could be removed, and refuses what belongs to another repository. Changes nothing. */
  prepareRemoval(session: Session, request: RemovalRequest): Promise<PreparedRemoval>;
}

export interface Addresses {
  addresses: string[];
  /** A sentence on how to get in if there is none. */
  wayIn: string;
}

/** A pod, a container or an image: what a version can be read from. */
export interface Instance {
  /** Undefined if it names none. */
  version: string | undefined;
  commit: string | undefined;
  /** Compares it, and what the environment records of it, with the release that it should be. */
  verify(release: Release, reach: Reach): Promise<Link[]>;
  /** What is told of it if it is no release; absent if nothing runs. */
  strangerLink?(): Promise<Link>;
}

/** What is to be promoted, and how. */
export interface PromotionRequest {
  project: Project;
  releases: KnownReleases;
  /** Undefined: the working tree, which is no release. */
  release: Release | undefined;
  timeoutMs: number;
  /** How long a version is watched once it is ready. */
  observeMs: number;
  /** Whether a version that fails is rolled back. */
  rollback: boolean;
  /** Whether it may take over what is of another repository. */
  adopt: boolean;
  /** Whether it is brought again although it runs, as somebody has changed what does. */
  reapply: boolean;
  /** Commit of the automatic run that it is part of: values that were pushed since do not count. */
  valuesOf?: string | undefined;
}

/** What is promoted: as it is recorded, and as it is told. */
export interface Subject {
  recorded: PromotedArtifacts;
  facts: PromotionFacts;
}

/** A promotion of which everything is known that can be without a lock. */
export interface PreparedPromotion {
  readonly subject: Subject;
  /** What is told of what runs there, if it is exactly this and healthy. */
  current(): Promise<PromotionFacts | undefined>;
  /** Throws if the environment would refuse it. */
  preflight(): Promise<void>;
  /** Runs `task` as the only promotion at work there, on what is there then. A dry run needs no lock. */
  alone<T>(purpose: string, task: (attempt: Attempt) => Promise<T>): Promise<T>;
  /** Removes temporary files. */
  dispose(): Promise<void>;
}

/** A promotion that nobody else gets in the way of. */
export interface Attempt {
  readonly subject: Subject;
  /** What ran before: its version or, if chatops did not bring it, its name there. */
  readonly previous: string | undefined;
  readonly history: History;
  /** Aborted once the run is stopped or the lock is lost: then nothing more may be written. */
  readonly signal: AbortSignal;
  current(): Promise<PromotionFacts | undefined>;
  /** Clears what a killed run left, and provides what the version needs. */
  makeReady(): Promise<ReadyAttempt>;
  /** Adds an entry to the history, or replaces that of the same promotion. */
  record(promotion: Promotion): Promise<void>;
}

export interface ReadyAttempt {
  /** Brings the version there, and watches it until it is healthy or the cause of its failure is certain. */
  rollOut(): Promise<RolledOut>;
}

/** How a rollout ended. */
export interface RolloutReport {
  /** Undefined if it is healthy. */
  verdict: Verdict | undefined;
  /** The revision that was made, if the environment counts them. */
  revision?: number | undefined;
  /** What is told of it in the result. */
  facts: PromotionFacts;
}

export interface RolledOut extends RolloutReport {
  /** The tasks that changed the data for this version, by name. */
  migrations: readonly string[];
  /** All that was seen, for the file with the evidence. */
  seen: object;
  /** What can be done about a version that failed. It changes nothing yet. */
  planRollback(): Promise<RollbackPlan>;
}

export type RollbackPlan =
  /** Nothing was changed, or nothing may be. */
  | { to: "nowhere"; aftermath: Aftermath }
  /** Nothing ran before: what was brought is removed, data kept. */
  | { to: "nothing"; remove: () => Promise<void>; inspection: string }
  | {
      to: "earlier";
      /** Version of what ran before or, if chatops did not bring it, its name there. */
      name: string;
      /** What is recorded of it; undefined if nothing can be. */
      recorded: PromotedArtifacts | undefined;
      rollBack: () => Promise<RolloutReport>;
      /** A sentence on how to look at what there is if that fails. */
      inspection: string;
    };
