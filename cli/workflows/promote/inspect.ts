import { preconditionError } from "../../../lib/errors.ts";
import { identityOf } from "../../adapters/git/identity.ts";
import type { Helm } from "../../adapters/helm.ts";
import { transitionsOf } from "../../adapters/kubernetes/lease.ts";
import { findNamespace } from "../../adapters/kubernetes/namespace.ts";
import type { Session } from "../../core/session.ts";
import { accessOf } from "../access.ts";
import type { ClusterPlace, Opening } from "../places/cluster.ts";
import { verifyArtifacts } from "./artifacts.ts";
import type { ClusterPromotion } from "./cluster-promotion.ts";
import { verifyOwner } from "./owner.ts";
import { makePlan, type Plan, readState, type State } from "./plan.ts";
import { verifyRights } from "./preflight.ts";
import { readValues } from "./values.ts";

export interface Inspected {
  place: ClusterPlace;
  helm: Helm;
  plan: Plan;
  /** Undefined where the namespace is not there yet. */
  found: Found | undefined;
}

export interface Found extends State {
  /** Those of the Lease, before the rest was read. */
  transitions: number | undefined;
}

/** Reads everything that the promotion needs, and refuses what cannot go well. Changes nothing. */
export async function inspect(
  { steps, env }: Session,
  promotion: ClusterPromotion,
  folder: string,
): Promise<Inspected> {
  const { project, environment, opening, candidates, release, rollback } = promotion;
  const { config } = project;
  const settings = config.environments[environment]?.kubernetes;
  const { repository } = candidates;
  if (!settings || !repository) throw preconditionError("only a release in a Git repository can be promoted");
  // On its way while chart and image are fetched.
  const finding = findState(opening, steps.signal);
  finding.catch(() => {});
  const [packaged, values, identity] = await steps.look(`Check image and chart of ${release.version}`, () =>
    Promise.all([
      verifyArtifacts(steps, release, { project: config.name, ...accessOf({ env, steps }) }),
      readValues(repository, config, settings),
      identityOf(repository),
    ]),
  );
  const place = await steps.look("Connect to the cluster", async (step) => {
    const connected = await opening.place;
    step.say(`${connected.cluster.context}, namespace ${connected.cluster.namespace}`);
    return connected;
  });
  return steps.look("Plan the promotion", async (step) => {
    const helm = await helmOf(opening);
    const wanted = { release, packaged, values, repository: identity, folder };
    const plan = await makePlan(helm, wanted, { kubernetes: place.cluster.version, signal: steps.signal });
    step.say(`${plan.objects.length} objects, Helm ${helm.version}`);
    // Where the records may not be read, all that is missing is named at once, as for a place where nothing ran yet.
    const found = await finding.catch(async (error) => {
      await verifyRights(place.cluster, plan.objects, rollback);
      throw error;
    });
    if (found) await verifyOwner(promotion, place, found);
    return { place, helm, plan, found };
  });
}

async function helmOf({ place, helmVersion }: Opening): Promise<Helm> {
  const [{ helmRelease, cluster }, version] = await Promise.all([place, helmVersion]);
  return { name: helmRelease, version, env: cluster.env };
}

/** What the environment's records say; undefined where its namespace is not there yet. */
async function findState(opening: Opening, signal: AbortSignal): Promise<Found | undefined> {
  const [place, helm] = await Promise.all([opening.place, helmOf(opening)]);
  if ((await findNamespace(place.cluster)) === "absent") return undefined;
  const transitions = await transitionsOf(place.cluster, place.bookkeeping);
  return { ...(await readState(place, helm, signal)), transitions };
}
