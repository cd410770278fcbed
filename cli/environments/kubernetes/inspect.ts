import { preconditionError } from "../../../lib/errors.ts";
import { identityOf } from "../../adapters/git/identity.ts";
import type { Helm } from "../../adapters/helm/program.ts";
import { transitionsOf } from "../../adapters/kubernetes/lease.ts";
import { findNamespace } from "../../adapters/kubernetes/namespace.ts";
import type { Session } from "../../core/session.ts";
import { isOfRepository, repositoryOf, tagOf } from "../../domain/image/reference.ts";
import { accessOf } from "../../releases/access.ts";
import type { PromotionRequest } from "../environment.ts";
import type { Connecting, Connection, KubernetesSettings } from "./connection.ts";
import { verifyOwner } from "./owner.ts";
import { makePlan, type Plan } from "./plan.ts";
import { verifyRights } from "./preflight-rights.ts";
import { readState, type State } from "./state.ts";
import { readValues } from "./values.ts";
import { verifyArtifacts } from "./verify-artifacts.ts";

export interface Inspected {
  connection: Connection;
  helm: Helm;
  plan: Plan;
  /** Undefined if the namespace is not there yet. */
  found: Found | undefined;
}

export interface Found extends State {
  /** Those of the Lease, before the rest was read. */
  transitions: number | undefined;
}

/** Reads everything that the promotion needs, and refuses what cannot go well. Changes nothing. */
export async function inspect(
  { steps, env }: Session,
  request: PromotionRequest,
  { connecting, settings, folder }: { connecting: Connecting; settings: KubernetesSettings; folder: string },
): Promise<Inspected> {
  const { project, releases, release, rollback } = request;
  const { config } = project;
  const { repository } = releases;
  if (!release || !repository) throw preconditionError("only a release in a Git repository can be promoted");
  // On its way while chart and image are fetched.
  const finding = findState(connecting);
  finding.catch(() => {});
  const [packaged, values, identity] = await steps.look(`Check image and chart of ${release.version}`, () =>
    Promise.all([
      verifyArtifacts(steps, release, { project: config.name, ...accessOf({ env, steps }) }),
      readValues(repository, config, settings),
      identityOf(repository),
    ]),
  );
  const connection = await steps.look("Connect to the cluster", async (step) => {
    const connected = await connecting.connection();
    step.say(`${connected.cluster.context}, namespace ${connected.cluster.namespace}`);
    return connected;
  });
  return steps.look("Plan the promotion", async (step) => {
    const helm = await connecting.helm();
    const wanted = { release, packaged, values, repository: identity, keys: config.chart.image, folder };
    const rendering = { kubernetes: connection.cluster.version, signal: steps.signal };
    const plan = await makePlan(helm, wanted, rendering);
    step.say(`${plan.objects.length} objects, Helm ${helm.version}`);
    const oddity = oddityOf(plan);
    if (oddity) steps.warn(...oddity);
    // If the records may not be read, all rights that are missing are named at once, as if nothing ran there yet.
    const found = await finding.catch(async (error) => {
      await verifyRights(connection.cluster, plan.objects, rollback);
      throw error;
    });
    if (found) await verifyOwner(request, connection, found);
    return { connection, helm, plan, found };
  });
}

/** What is odd about the image's name, and what to do about it; the digest decides what runs, whatever stands before it. */
function oddityOf({
  reference,
  byDigest,
  release: { version, image },
}: Plan): [text: string, hint?: string] | undefined {
  const [name = ""] = reference.split("@");
  const isRight = "its digest is right, and decides what runs";
  if (!byDigest) {
    const text = `the chart names ${reference} without its digest, so what the nodes run is compared with it afterwards`;
    return [text, "`chart.image` of chatops.yaml names the keys that take one."];
  }
  if (!isOfRepository(name, image.repository))
    return [`the chart takes the image of ${version} from ${repositoryOf(name)}; ${isRight}`];
  if (name === repositoryOf(name) || tagOf(name) === version) return undefined;
  const text = `the chart calls the image of ${version} ${name}; ${isRight}`;
  return [text, "Take the image's tag out of the values."];
}

/** What the environment's records say; undefined if its namespace is not there yet. */
async function findState(connecting: Connecting): Promise<Found | undefined> {
  const connection = await connecting.connection();
  if ((await findNamespace(connection.cluster)) === "absent") return undefined;
  const transitions = await transitionsOf(connection.cluster, connection.bookkeeping);
  return { ...(await readState(connection)), transitions };
}
