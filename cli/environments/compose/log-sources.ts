import { messageOf, preconditionError } from "../../../lib/errors.ts";
import { hideSecretsOfContainer, streamContainerLog } from "../../adapters/container-logs.ts";
import { observeProject } from "../../adapters/containers.ts";
import { connectEngine, type Engine } from "../../adapters/engine.ts";
import { once } from "../../core/once.ts";
import { readStamped } from "../../domain/environment/log-lines.ts";
import type { ComposeContainer } from "../../domain/rollout/compose-rollout.ts";
import type { Access } from "../../releases/access.ts";
import type { LogSource } from "../log-source.ts";

/** Finds the containers of a Compose project; what they are given as a secret is masked from then on. */
export function logSourcesIn(
  project: string,
  access: Access,
  { previous }: { previous: boolean },
): () => Promise<LogSource[]> {
  const connected = once(() => connectEngine(access.env, access));
  const known = new Set<string>();
  return async () => {
    const engine = await connected();
    const containers = await observeProject(engine, project);
    const unknown = containers.filter(({ id }) => !known.has(id));
    for (const { id } of unknown) known.add(id);
    await Promise.all(unknown.map(({ id }) => hideSecretsOfContainer(engine, id)));
    const hasLog = ({ status, restarts }: ComposeContainer) => (previous ? restarts > 0 : status !== "created");
    return containers.filter(hasLog).map((container) => sourceOf(engine, container, previous));
  };
}

const sourceOf = (engine: Engine, { id, name, status, startedAt }: ComposeContainer, previous: boolean): LogSource => ({
  name,
  run: `${id} ${startedAt}`,
  isRunning: status === "running",
  startedAt,
  read: (range, onLine, signal) => {
    // The engine keeps one log for all runs of a container.
    const wanted = { ...range, ...(previous && { until: startedAt }) };
    return streamContainerLog(engine, id, wanted, (line) => onLine(readStamped(line)), signal).catch(explain);
  },
});

/** With `logging: { driver: none }` and the like nothing is kept. */
function explain(error: unknown): never {
  if (!/logging driver does not support reading/.test(messageOf(error))) throw error;
  throw preconditionError("its logging driver keeps nothing that could be read");
}
