import type { Engine } from "../../adapters/engine.ts";
import type { Steps } from "../../core/steps.ts";
import type { Planned } from "./plan.ts";
import { type Outcome, rollOut } from "./watch.ts";

/** Starts what is planned and watches it until it is healthy or the cause of its failure is certain. */
export function roll(
  steps: Steps,
  engine: Engine,
  planned: Pick<Planned, "service" | "services" | "image" | "compose">,
  timeoutMs: number,
  title: string,
): Promise<Outcome> {
  const { service, services, image, compose } = planned;
  const plan = `docker compose --project-name ${compose.name} up --detach`;
  return steps.change(title, { plan, expect: { verdict: undefined, containers: [] } }, async (step) => {
    const outcome = await rollOut(engine, compose, { service, services, image: image.id, timeoutMs }, step);
    if (outcome.verdict) step.fail("failed");
    else step.say("healthy");
    return outcome;
  });
}
