import type Engine from "dockerode";
import { composeLabels } from "../domain/deployment/compose.ts";

/** What a container of a Compose project takes. */
export interface Usage {
  service: string;
  /** Bytes that it cannot be without: files that the kernel keeps for later do not count. */
  memory: number;
  /** Milliseconds from its start until it was healthy; undefined if nothing asks whether it is. */
  startMs: number | undefined;
}

/** What each running container of a Compose project takes, and how long it took to be healthy since `since`. */
export async function usageIn(engine: Engine, project: string, since: Date): Promise<Usage[]> {
  const label = `${composeLabels.project}=${project}`;
  const healthy = await healthyTimes(engine, label, since);
  const listed = await engine.listContainers({ filters: { label: [label], status: ["running"] } });
  return Promise.all(
    listed.map(async ({ Id, Labels }) => {
      const container = engine.getContainer(Id);
      const [{ memory_stats: memory }, { State }] = await Promise.all([
        container.stats({ stream: false }),
        container.inspect(),
      ]);
      const at = healthy.get(Id);
      return {
        service: Labels[composeLabels.service] ?? "",
        memory: memory.usage - ((memory.stats as { inactive_file?: number }).inactive_file ?? 0),
        startMs: at === undefined ? undefined : at - Date.parse(State.StartedAt),
      };
    }),
  );
}

/** When each container was healthy first, by id, in milliseconds. */
async function healthyTimes(engine: Engine, label: string, since: Date): Promise<Map<string, number>> {
  const events = await engine.getEvents({
    since: seconds(since),
    until: seconds(new Date()),
    filters: { type: ["container"], event: ["health_status: healthy"], label: [label] },
  });
  let text = "";
  for await (const chunk of events as unknown as AsyncIterable<Buffer>) text += chunk.toString();
  const times = new Map<string, number>();
  for (const line of text.split("\n").filter(Boolean)) {
    const { id, timeNano } = JSON.parse(line) as { id: string; timeNano: number };
    if (!times.has(id)) times.set(id, timeNano / 1e6);
  }
  return times;
}

const seconds = (date: Date): number => date.getTime() / 1_000;
