import type { IncomingMessage } from "node:http";
import type { Address } from "./addresses.ts";
import { Allowance } from "./allowance.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { traceContextOf } from "./trace-context.ts";
import type { Tracer } from "./tracer.ts";

/** Why a client is ended that did not want to go. */
export type CutReason = "slow" | "silent" | "flood";

export interface Refusal {
  status: number;
  reason: string;
}

export interface VisitParts {
  log: Logger;
  metrics: Metrics;
  tracer: Tracer;
  addressOf: (request: IncomingMessage) => string;
}

/** Lines of one kind. Strangers decide how many clients come, and must not fill a disk with that. */
const mostLines = { perSecond: 20, burst: 200 };
const switchingProtocols = 101;
const nanosecondsOfMillisecond = 1e6;

const words = {
  opened: ["info", "connection-opened", "start", "a client has connected"],
  closed: ["info", "connection-closed", "end", "a client has gone"],
  refused: ["warn", "connection-refused", "denied", "a client was refused"],
  cut: ["warn", "connection-cut", "end", "a client was cut"],
} as const;

/** Who comes, is refused, is cut and goes: counted, logged and traced in one place. */
export class Visits {
  readonly #parts: VisitParts;
  readonly #allowances = new Map<string, Allowance>();
  readonly #leftOut = new Map<string, number>();

  constructor(parts: VisitParts) {
    this.#parts = parts;
  }

  opened(request: IncomingMessage, { name }: Address, began: number): void {
    this.#parts.metrics.connectionsOpened.inc();
    const trace = this.#traced(request, name, began, switchingProtocols);
    this.#write("opened", name, trace);
  }

  refused(request: IncomingMessage, { status, reason }: Refusal, began: number): void {
    this.#parts.metrics.upgradesRejected.inc({ reason });
    const address = this.#parts.addressOf(request);
    const trace = this.#traced(request, address, began, status);
    this.#write("refused", address, { ...trace, "event.reason": reason, "http.response.status_code": status });
  }

  cut({ name }: Address, reason: CutReason, waitingBytes: number): void {
    this.#parts.metrics.clientsCut.inc({ reason });
    this.#write("cut", name, { "event.reason": reason, "chat.waiting_bytes": waitingBytes });
  }

  closed({ name }: Address, code: number, milliseconds: number): void {
    const duration = Math.round(milliseconds * nanosecondsOfMillisecond);
    this.#write("closed", name, { "event.duration": duration, "chat.close_code": code });
  }

  /** Work that fails at the server's end alone counts as failed. */
  #traced(request: IncomingMessage, address: string, began: number, status: number): object {
    const trace = this.#parts.tracer.record({
      name: "GET /ws",
      kind: "server",
      began,
      parent: traceContextOf(request),
      attributes: {
        "http.request.method": request.method ?? "",
        "http.route": "/ws",
        "http.response.status_code": status,
        "client.address": address,
      },
      problem: status >= 500 ? `answered ${status}` : undefined,
    });
    return trace === undefined ? {} : { "trace.id": trace };
  }

  #write(kind: keyof typeof words, address: string, fields: object): void {
    const [level, action, type, message] = words[kind];
    if (!this.#parts.log.isLevelEnabled(level) || !this.#mayWrite(kind)) return;
    const leftOut = this.#leftOut.get(kind);
    this.#leftOut.delete(kind);
    this.#parts.log[level](
      {
        "event.action": action,
        "event.category": ["network"],
        "event.type": ["connection", type],
        "event.outcome": kind === "refused" || kind === "cut" ? "failure" : "success",
        "client.address": address,
        ...fields,
        ...(leftOut && { "chat.lines_left_out": leftOut }),
      },
      message,
    );
  }

  /** The next line tells how many were left out. */
  #mayWrite(kind: string): boolean {
    const allowance = this.#allowances.get(kind) ?? new Allowance(mostLines);
    this.#allowances.set(kind, allowance);
    const may = allowance.has(1, performance.now());
    if (may) allowance.take(1);
    else this.#leftOut.set(kind, (this.#leftOut.get(kind) ?? 0) + 1);
    return may;
  }
}
