import { type Handler, send, sendJson } from "./http.ts";
import type { Hub } from "./hub.ts";
import type { Intake } from "./intake.ts";
import type { Metrics } from "./metrics.ts";
import type { Store } from "./store.ts";

/** What probes and monitoring ask about. */
export interface Health {
  store: Store;
  hub: Hub;
  intake: Intake;
  version: string;
  isDraining: () => boolean;
}

/**
 * Not ready means: send no users here for now. Not live would mean: restart. A restart does not bring Redis back, it
 * only adds a storm of reconnects, so liveness does not look at Redis.
 */
export const healthRoutes = ({ health, metrics }: { health: Health; metrics: Metrics }): [string, Handler][] => [
  ["/livez", (_, response) => sendJson(response, 200, { status: "live" })],
  ["/readyz", (_, response) => sendReadiness(response, health)],
  ["/version", (_, response) => sendJson(response, 200, { version: health.version, store: health.store.kind })],
  ["/metrics", (_, response) => void sendMetrics(response, health, metrics)],
];

function sendReadiness(response: Parameters<Handler>[1], { store, version, isDraining }: Health): void {
  const reason = isDraining() ? "the server is stopping" : store.problem && `Redis: ${store.problem}`;
  const facts = { store: store.kind, version };
  if (reason) sendJson(response, 503, { status: "not ready", reason, ...facts });
  else sendJson(response, 200, { status: "ready", ...facts });
}

async function sendMetrics(response: Parameters<Handler>[1], health: Health, metrics: Metrics): Promise<void> {
  const { hub, intake } = health;
  const waiting = hub.connections.map(({ bufferedBytes }) => bufferedBytes);
  metrics.sendBufferSum.set(waiting.reduce((sum, bytes) => sum + bytes, 0));
  metrics.sendBufferMax.set(waiting.reduce((most, bytes) => Math.max(most, bytes), 0));
  metrics.waitingMessages.set(intake.waiting);
  metrics.underwayMessages.set(intake.underway);
  metrics.streamPosition.set(hub.position);
  send(response, 200, metrics.registry.contentType, await metrics.registry.metrics());
}
