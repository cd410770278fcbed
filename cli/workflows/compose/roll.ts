import { removeProject } from "../../adapters/compose.ts";
import type { Engine } from "../../adapters/engine.ts";
import { Failure } from "../../core/errors.ts";
import type { Steps } from "../../core/steps.ts";
import type { Deployment } from "../../domain/deployment/history.ts";
import { timeToGoBack } from "../../domain/rollout/patience.ts";
import { type ComposePlace, filesOf } from "../places/compose.ts";
import type { Planned } from "./plan.ts";
import { type Outcome, rollOut } from "./watch.ts";

/** Starts what is planned and watches it until it is healthy or the cause of its failure is certain. */
export function roll(
  steps: Steps,
  engine: Engine,
  planned: Planned,
  timeoutMs: number,
  title: string,
): Promise<Outcome> {
  const { service, image, compose } = planned;
  const plan = `docker compose --project-name ${compose.name} up --detach`;
  return steps.change(title, { plan, expect: { verdict: undefined, containers: [] } }, async (step) => {
    const outcome = await rollOut(engine, compose, { service, image: image.id, timeoutMs }, step);
    if (outcome.verdict) step.fail("failed");
    else step.say("healthy");
    return outcome;
  });
}

/**
 * Goes back to the last version recorded healthy and returns it; a first deployment that fails is taken away instead,
 * its volumes kept. Throws where going back fails too.
 */
export async function rollBack(
  steps: Steps,
  engine: Engine,
  place: ComposePlace,
  { failed, previous, timeoutMs }: { failed: Planned; previous: Deployment | undefined; timeoutMs: number },
): Promise<string | undefined> {
  const { compose, version } = failed;
  if (!previous) {
    await steps.change("Take the first deployment away", { plan: "docker compose down", expect: undefined }, (step) =>
      removeProject(compose, { signal: step.signal, onLine: step.output }),
    );
    return undefined;
  }
  const { own, override } = filesOf(place, previous.version);
  const image = { reference: previous.image, id: previous.imageId };
  const planned = { ...failed, version: previous.version, image, compose: { ...compose, files: [own, override] } };
  const { verdict } = await roll(steps, engine, planned, timeToGoBack(timeoutMs), `Go back to ${previous.version}`);
  if (!verdict) return previous.version;
  const message = `${version} failed, and going back to ${previous.version} failed too: ${verdict.cause}`;
  throw new Failure("rollbackFailed", message, { details: verdict.evidence, hint: verdict.fix });
}
