import type { Project } from "../../core/config/read.ts";
import type { Release } from "../../domain/release/record.ts";
import type { Candidates } from "../candidates.ts";
import type { Opening } from "../places/cluster.ts";

/** What is to be brought into an environment of a cluster, and how. */
export interface ClusterPromotion {
  project: Project;
  environment: string;
  opening: Opening;
  candidates: Candidates;
  release: Release;
  timeoutMs: number;
  rollback: boolean;
  /** What runs there may be of another project. */
  adopt: boolean;
}
