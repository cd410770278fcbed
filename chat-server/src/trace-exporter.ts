import { setTimeout as pause } from "node:timers/promises";
import type { Collector } from "./config-traces.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { reasonOf } from "./redis-connection.ts";
import { attributesOf, type Span } from "./tracer.ts";

export interface ExporterParts {
  collector: Collector;
  service: string;
  version: string;
  log: Logger;
  metrics: Metrics;
  pauseMilliseconds?: number;
}

/** Some megabytes; what comes beyond is dropped and counted. */
const mostWaiting = 2048;
const mostAtOnce = 512;
const patienceMilliseconds = 10_000;
const farewellMilliseconds = 2000;

/** Statuses after which the same spans may be taken later. */
const passing = [429, 502, 503, 504];

/** Brings spans to a collector, many at once, beside all other work: what it does not take is lost, and nothing waits for it. */
export class TraceExporter {
  readonly #parts: ExporterParts;
  readonly #resource: object;
  #waiting: Span[] = [];
  #posting: Promise<void> | undefined;
  readonly #timer: NodeJS.Timeout;
  #isTroubled = false;

  constructor(parts: ExporterParts) {
    const { service, version, pauseMilliseconds = 5000 } = parts;
    this.#parts = parts;
    this.#resource = { attributes: attributesOf({ "service.name": service, "service.version": version }) };
    this.#timer = setInterval(() => void this.flush(), pauseMilliseconds).unref();
  }

  add(span: Span): void {
    if (this.#waiting.length < mostWaiting) this.#waiting.push(span);
    else this.#parts.metrics.spansDropped.inc();
    if (this.#waiting.length === mostAtOnce) void this.flush();
  }

  /** Sends what waits, unless that is under way. */
  flush(patience = patienceMilliseconds): Promise<void> {
    this.#posting ??= this.#sendAll(patience).finally(() => {
      this.#posting = undefined;
    });
    return this.#posting;
  }

  /** Sends what waits, for a moment. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.race([this.flush(farewellMilliseconds), pause(farewellMilliseconds)]);
    this.#parts.metrics.spansDropped.inc(this.#waiting.length);
  }

  async #sendAll(patience: number): Promise<void> {
    while (this.#waiting.length > 0) {
      const spans = this.#waiting.slice(0, mostAtOnce);
      const outcome = await this.#send(spans, patience);
      if (outcome === "later") return;
      this.#waiting.splice(0, spans.length);
      const { spansExported, spansDropped } = this.#parts.metrics;
      (outcome === "taken" ? spansExported : spansDropped).inc(spans.length);
    }
  }

  async #send(spans: Span[], patience: number): Promise<"taken" | "refused" | "later"> {
    const { collector, version } = this.#parts;
    const scopeSpans = [{ scope: { name: "chat-server", version }, spans }];
    try {
      const response = await fetch(collector.url, {
        method: "POST",
        headers: { ...collector.headers, "Content-Type": "application/json" },
        body: JSON.stringify({ resourceSpans: [{ resource: this.#resource, scopeSpans }] }),
        redirect: "error",
        signal: AbortSignal.timeout(patience),
      });
      await response.body?.cancel();
      this.#tell(response.ok ? undefined : `it answered ${response.status}`);
      return response.ok ? "taken" : passing.includes(response.status) ? "later" : "refused";
    } catch (error) {
      this.#tell(reasonOf(error instanceof Error ? (error.cause ?? error) : error));
      return "later";
    }
  }

  /** Once, until it works again. */
  #tell(problem: string | undefined): void {
    const isTroubled = problem !== undefined;
    if (isTroubled && !this.#isTroubled) {
      this.#parts.log.warn(
        { "event.action": "traces-not-sent", "error.message": problem },
        "the collector of OTEL_EXPORTER_OTLP_ENDPOINT takes no traces",
      );
    }
    this.#isTroubled = isTroubled;
  }
}
