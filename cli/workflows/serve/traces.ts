import { messageOf } from "../../../lib/errors.ts";
import { beginContext, newSpanId, openCollector, traceparentVariable } from "../../adapters/trace-collector.ts";
import { createLine } from "../../core/line.ts";
import type { Steps } from "../../core/steps.ts";
import type { RunRecord } from "../../domain/serve/run-record.ts";
import { traceparentOf } from "../../domain/traces/context.ts";
import type { Span } from "../../domain/traces/span.ts";

/** Traces of what serve does, if OpenTelemetry's variables name a collector. Nothing waits for it, and nothing fails by it. */
export interface Traces {
  /** `since`: when it was asked for, in milliseconds: by the bell, or by a person. */
  begin(since: number): RunTracing;
}

interface RunTracing {
  /** What the programs of the run get, so that their own traces go on with it, besides what they have. */
  env: Record<string, string>;
  ended(run: RunRecord): void;
}

const handedOn = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_TIMEOUT"];
/** So much is kept for a collector that is slow. */
const mostWaiting = 100;

export function createTraces(env: NodeJS.ProcessEnv, steps: Pick<Steps, "warn">, signal: AbortSignal): Traces {
  const collector = openCollector(env);
  if (!collector) return { begin: () => ({ env: {}, ended() {} }) };
  // A key of the collector, which may stand in its headers, is serve's alone.
  const addresses = Object.fromEntries(handedOn.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const line = createLine(mostWaiting);
  let isTroubled = false;
  const send = async (spans: readonly Span[]) => {
    try {
      await collector.send(spans, signal);
      isTroubled = false;
    } catch (error) {
      if (!isTroubled && !signal.aborted) steps.warn(`no traces are kept: ${messageOf(error)}`);
      isTroubled = true;
    }
  };
  return {
    begin(since) {
      const { context } = beginContext({});
      const began = Date.now();
      const ended = (run: RunRecord) => {
        const now = Date.now();
        const wait = { ...context, spanId: newSpanId() };
        const turn = { context: wait, parentId: context.spanId, name: "waits for its turn", attributes: {} };
        line(() => send([rootOf(run, { context, since, now }), { ...turn, began: since, ended: began }]));
      };
      return { env: { ...addresses, [traceparentVariable]: traceparentOf(context) }, ended };
    },
  };
}

function rootOf(
  { act, repository, branch, commit, version, outcome, message, id }: RunRecord,
  { context, since, now }: { context: Span["context"]; since: number; now: number },
): Span {
  const attributes = { repository, branch, commit, version, outcome, run: id, ...act };
  const problem = outcome === "failed" ? (message ?? "failed") : undefined;
  return { context, parentId: undefined, name: act?.kind ?? "push", began: since, ended: now, attributes, problem };
}
