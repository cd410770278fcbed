import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

const fast = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const refusals = ["address", "draining", "handshake", "method", "origin", "token", "version"];
const rejections = ["invalid", "unavailable", "unconfirmed"];
const cuts = ["flood", "silent", "slow"];

export type Metrics = ReturnType<typeof createMetrics>;

/** Every figure of this server, once. Labels have few values: never a user, an address or an id. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Counter({ name, help, labelNames, registers });
  /** From zero on for each value: what appears with its first event has no rate, and raises no alert. */
  const counterBy = <L extends string>(label: L, values: string[], name: string, help: string) => {
    const made = new Counter<L>({ name, help, labelNames: [label], registers });
    for (const value of values) made.labels(value).inc(0);
    return made;
  };
  const gauge = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  const histogram = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Histogram({ name, help, labelNames, buckets: fast, registers });
  return {
    registry,
    buildInfo: gauge("chat_build_info", "1; what runs is in the labels", ["version", "node", "store"]),
    // Called as programs of all languages call it, for dashboards that are not of this server alone.
    httpDuration: histogram("http_request_duration_seconds", "Time to answer HTTP requests", ["route", "status"]),
    connections: gauge("chat_connections", "Open WebSocket connections"),
    connectionsOpened: counter("chat_connections_opened_total", "WebSocket connections opened"),
    received: counter("chat_messages_received_total", "Messages received from clients"),
    bytesReceived: counter("chat_bytes_received_total", "Bytes of the messages received from clients"),
    delivered: counter("chat_messages_delivered_total", "Messages written to clients"),
    bytesSent: counter("chat_bytes_sent_total", "Bytes of the frames with messages written to clients"),
    upgradesRejected: counterBy("reason", refusals, "chat_upgrades_rejected_total", "Refused WebSocket handshakes"),
    halfOpenRefused: counter(
      "chat_half_open_refused_total",
      "Refused connections of addresses with too many idle ones",
    ),
    rejected: counterBy("reason", rejections, "chat_messages_rejected_total", "Messages refused"),
    disconnects: counter("chat_disconnects_total", "Closed connections by close code", ["code"]),
    recoveries: counterBy("outcome", ["recovered", "fresh"], "chat_recoveries_total", "Resumed connections"),
    waitingMessages: gauge("chat_waiting_messages", "Messages that have come and were not handed to the store yet"),
    underwayMessages: gauge("chat_underway_messages", "Messages that the store has not answered yet"),
    appendDuration: histogram("chat_append_duration_seconds", "Time from handing messages to the store to its answer"),
    streamPosition: gauge("chat_stream_position", "Number of the last message that this replica has read"),
    redisUp: gauge("chat_redis_up", "1 while messages can be stored in Redis"),
    redisErrors: counterBy("op", ["session", "append"], "chat_redis_errors_total", "Failures of Redis"),
    redisDuration: histogram("chat_redis_command_duration_seconds", "Time Redis took", ["op"]),
    broadcastDuration: histogram("chat_broadcast_duration_seconds", "Time to write one batch to all clients"),
    fanoutLag: histogram("chat_fanout_lag_seconds", "Time from storing a message to writing it to clients"),
    sendBufferSum: gauge("chat_send_buffer_bytes", "Bytes waiting for slow clients, all together"),
    sendBufferMax: gauge("chat_send_buffer_max_bytes", "Bytes waiting for the slowest client"),
    clientsCut: counterBy(
      "reason",
      cuts,
      "chat_clients_cut_total",
      "Clients cut that read too slowly, are silent or send too much",
    ),
    draining: gauge("chat_draining", "1 while the server is stopping"),
    spansExported: counter("chat_spans_exported_total", "Spans that the collector of traces has taken"),
    spansDropped: counter("chat_spans_dropped_total", "Spans that no collector has taken"),
  };
}

/** Gauges whose names end as those of counters do; each has another one beside it, by type. */
const misnamed = ["nodejs_active_handles_total", "nodejs_active_requests_total", "nodejs_active_resources_total"];

/** CPU, memory, garbage collection, event loop: once per process, not per server. */
export function addProcessMetrics({ registry }: Metrics): void {
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
}
