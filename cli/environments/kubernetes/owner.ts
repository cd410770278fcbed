import { type Failure, preconditionError } from "../../../lib/errors.ts";
import { isOfRepository } from "../../adapters/git/identity.ts";
import type { Repository } from "../../adapters/git/repository.ts";
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
  state: State,
): Promise<void> {
  const whose = adopt ? undefined : await foreignerOf({ repository, chart: release?.chart?.name }, state);
  if (whose) throw foreign(connection, whose);
}

/** Whose it is, in words, if what runs is of another project. */
async function foreignerOf(
  { repository, chart }: { repository: Repository | undefined; chart: string | undefined },
  { history, revisions }: State,
): Promise<string | undefined> {
  const running = runningRevision(revisions);
  if (!running || !repository) return undefined;
  const owner = ownerOf(history.promotions, revisions, running);
  if (owner.by === "helm") return owner.chart === chart ? undefined : `was installed with the chart ${owner.chart}`;
  const isOwn = !owner.repository || (await isOfRepository(repository, owner.repository));
  return isOwn ? undefined : `is of another repository, ${owner.repository}`;
}

const foreign = ({ helmRelease, cluster, environment }: Connection, whose: string): Failure =>
  preconditionError(`the Helm release ${helmRelease} in namespace ${cluster.namespace} ${whose}`, {
    hint: `Give this project another \`name\`, or ${environment} another namespace, in chatops.yaml; --adopt takes the release over.`,
  });
