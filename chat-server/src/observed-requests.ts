import type { IncomingMessage } from "node:http";
import { type Handler, pathOf } from "./http.ts";
import type { Metrics } from "./metrics.ts";
import { traceContextOf } from "./trace-context.ts";
import type { Tracer } from "./tracer.ts";

/** What is worth a trace: the others are asked by machines, or are files. */
const tracedRoute = "/messages";

/** Times every answer by route and status; `named` are the routes of their own, all others are files or nothing. */
export function createRequestObserver(
  { metrics, tracer }: { metrics: Metrics; tracer: Tracer },
  named: ReadonlySet<string>,
): Handler {
  const trace = (request: IncomingMessage, status: number, began: number) =>
    tracer.record({
      name: `${request.method} ${tracedRoute}`,
      kind: "server",
      began,
      parent: traceContextOf(request),
      attributes: {
        "http.request.method": request.method ?? "",
        "http.route": tracedRoute,
        "http.response.status_code": status,
      },
      problem: status >= 500 ? `answered ${status}` : undefined,
    });
  return (request, response) => {
    const began = performance.now();
    const path = pathOf(request);
    const route = named.has(path) ? path : "other";
    response.once("finish", () => {
      const { statusCode } = response;
      metrics.httpDuration.observe({ route, status: statusCode }, (performance.now() - began) / 1000);
      if (route === tracedRoute) trace(request, statusCode, began);
    });
  };
}
