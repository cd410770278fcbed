import { type Failure, preconditionError } from "../../../lib/errors.ts";
import { isOfRepository } from "../../adapters/git/identity.ts";
import { ownerOf } from "../../domain/promotion/owner.ts";
import { runningRevision } from "../../domain/promotion/revisions.ts";
import type { PromotionRequest } from "../environment.ts";
import type { Connection } from "./connection.ts";
import type { State } from "./state.ts";

/**
 * Throws if what runs under this name is of another project: two repositories may call themselves the same, and the
 * second one would take the place of the first. What Helm alone installed with a chart of the same name is taken for ours.
 */
export async function verifyOwner(
  { releases: { repository }, release, adopt }: PromotionRequest,
  connection: Connection,
  { history, revisions }: State,
): Promise<void> {
  const running = runningRevision(revisions);
  if (!running || !repository || adopt) return;
  const owner = ownerOf(history.promotions, revisions, running);
  if (owner.by === "helm" && owner.chart !== release?.chart?.name)
    throw foreign(connection, `was installed with the chart ${owner.chart}`);
  if (owner.by === "helm" || !owner.repository || (await isOfRepository(repository, owner.repository))) return;
  throw foreign(connection, `is of another repository, ${owner.repository}`);
}

const foreign = ({ helmRelease, cluster, environment }: Connection, whose: string): Failure =>
  preconditionError(`the Helm release ${helmRelease} in namespace ${cluster.namespace} ${whose}`, {
    hint: `Give this project another \`name\`, or ${environment} another namespace, in chatops.yaml; --adopt takes the release over.`,
  });
