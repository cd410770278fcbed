import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

const fast = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export type Metrics = ReturnType<typeof createMetrics>;

/** Every figure of this server, once. Labels have few values: never a user, an address or an id. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const histogram = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Histogram({ name, help, labelNames, buckets: fast, registers });
  return {
    registry,
    connections: gauge("chat_connections", "Open WebSocket connections"),
    connectionsOpened: counter("chat_connections_opened_total", "WebSocket connections opened"),
    received: counter("chat_messages_received_total", "Messages received from clients"),
    delivered: counter("chat_messages_delivered_total", "Messages written to clients"),
    bytesSent: counter("chat_bytes_sent_total", "Payload bytes written to clients"),
    upgradesRejected: counter("chat_upgrades_rejected_total", "Refused WebSocket handshakes", ["reason"]),
    rejected: counter("chat_messages_rejected_total", "Messages refused", ["reason"]),
    disconnects: counter("chat_disconnects_total", "Closed connections by close code", ["code"]),
    recoveries: counter("chat_recoveries_total", "Resumed connections", ["outcome"]),
    redisUp: gauge("chat_redis_up", "1 while messages can be stored in Redis"),
    redisErrors: counter("chat_redis_errors_total", "Failures of Redis", ["op"]),
    redisDuration: histogram("chat_redis_command_duration_seconds", "Time Redis took", ["op"]),
    broadcastDuration: histogram("chat_broadcast_duration_seconds", "Time to write one batch to all clients"),
    fanoutLag: histogram("chat_fanout_lag_seconds", "Time from storing a message to writing it to clients"),
    sendBufferSum: gauge("chat_send_buffer_bytes", "Bytes waiting for slow clients, all together"),
    sendBufferMax: gauge("chat_send_buffer_max_bytes", "Bytes waiting for the slowest client"),
    slowConsumers: counter("chat_slow_consumers_total", "Clients cut because they read too slowly"),
    draining: gauge("chat_draining", "1 while the server is stopping"),
  };
}

/** CPU, memory, garbage collection, event loop: once per process, not per server. */
export const addProcessMetrics = ({ registry }: Metrics): void => collectDefaultMetrics({ register: registry });
