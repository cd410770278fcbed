import { httpServer } from "./http-server.ts";

/** A span as it arrived. */
export interface CollectedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  events: { name: string }[];
  status: { code?: number; message?: string };
  attributes: { key: string; value: { stringValue?: string; intValue?: string } }[];
}

/** A collector of OpenTelemetry traces by HTTP in JSON, and what it was sent; gone with the test. */
export async function traceCollector() {
  const spans: CollectedSpan[] = [];
  const headers: Record<string, unknown>[] = [];
  const { host } = await httpServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk) => (text += chunk));
    request.on("end", () => {
      const isRight = request.method === "POST" && request.url === "/v1/traces";
      if (!isRight || request.headers["content-type"] !== "application/json") return response.writeHead(404).end();
      headers.push(request.headers);
      for (const { scopeSpans } of JSON.parse(text).resourceSpans)
        for (const scope of scopeSpans) spans.push(...scope.spans);
      response.end("{}");
    });
  });
  const named = (name: string) => spans.find((span) => span.name === name);
  return { url: `http://${host}`, spans, headers, named };
}
