import type Engine from "dockerode";
import { type HeldEntry, heldEntry } from "../results/history.ts";
import { masked } from "../results/masked.ts";

const labels = { hold: "chatops.hold", at: "chatops.hold.at", by: "chatops.hold.by" };

/** No volume of the Compose project itself, which `docker compose down --volumes` would take along. */
const volumeOf = (project: string): string => `chatops-hold-${project}`;

/**
 * Writes down on the engine that somebody holds a Compose environment, or lets it go on, for every machine that uses the engine. No
 * label of a container can be changed, and an empty volume is all that an engine keeps under a name.
 */
export async function markHold(engine: Engine, project: string, hold: HeldEntry): Promise<void> {
  const { hold: what, at, by } = masked(hold, heldEntry);
  const name = volumeOf(project);
  // One that is there already would keep its labels.
  await engine
    .getVolume(name)
    .remove()
    .catch((error) => {
      if (statusOf(error) !== 404) throw error;
    });
  await engine.createVolume({
    Name: name,
    Labels: { [labels.hold]: what, [labels.at]: at, ...(by && { [labels.by]: by }) },
  });
}

/** What the engine says of a hold; undefined if nobody ever held the environment. */
export async function holdMark(engine: Engine, project: string): Promise<HeldEntry | undefined> {
  try {
    const { Labels } = await engine.getVolume(volumeOf(project)).inspect();
    const of = (label: string) => Labels?.[label];
    return heldEntry.safeParse({ hold: of(labels.hold), at: of(labels.at), by: of(labels.by) }).data;
  } catch (error) {
    // A proxy before the engine may keep volumes from us.
    if ([403, 404].includes(statusOf(error))) return undefined;
    throw error;
  }
}

const statusOf = (error: unknown): number => (error as { statusCode?: number }).statusCode ?? 0;
