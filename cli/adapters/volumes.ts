import type Engine from "dockerode";
import { preconditionError } from "../../lib/errors.ts";

/** The volumes that Compose made for a project; those that it calls external are none of them. */
export async function volumesOf(engine: Engine, project: string): Promise<string[]> {
  const filters = { label: [`com.docker.compose.project=${project}`] };
  const { Volumes } = await engine.listVolumes({ filters });
  return (Volumes ?? []).map(({ Name }) => Name).sort();
}

/** Deletes a volume; one that is gone already is no error. */
export async function removeVolume(engine: Engine, name: string): Promise<void> {
  try {
    await engine.getVolume(name).remove();
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode === 404) return;
    if (statusCode !== 409) throw error;
    throw preconditionError(`the volume ${name} is in use by a container of somebody else`, {
      hint: `\`docker ps --all --filter volume=${name}\` shows it; remove it, then run the same command again.`,
      cause: error,
    });
  }
}
