import { Readable } from "node:stream";
import type { Dispatcher } from "undici";

/** Whether `fetch` refused a port at which a browser has no business, such as 6000: nobody else minds. */
export const isOfForbiddenPort = (error: unknown): boolean =>
  error instanceof TypeError && error.cause instanceof Error && error.cause.message === "bad port";

const mostRedirects = 5;
const withoutBody = [204, 205, 304];

/** As `fetch`, at any port. */
export async function fetchAtAnyPort(url: URL, init: RequestInit, dispatcher?: Dispatcher): Promise<Response> {
  const { request, interceptors, getGlobalDispatcher } = await import("undici");
  const maxRedirections = init.redirect === "manual" ? 0 : mostRedirects;
  const own = (dispatcher ?? getGlobalDispatcher()).compose(interceptors.redirect({ maxRedirections }));
  const { statusCode, headers, body } = await request(url, {
    method: (init.method ?? "GET") as Dispatcher.HttpMethod,
    headers: Object.fromEntries(new Headers(init.headers)),
    signal: init.signal ?? null,
    dispatcher: own,
    body: bodyOf(init.body),
  });
  const pairs = Object.entries(headers).flatMap(([name, value = []]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  );
  const isEmpty = withoutBody.includes(statusCode);
  if (isEmpty) await body.dump();
  return new Response(isEmpty ? null : (Readable.toWeb(body) as ReadableStream), {
    status: statusCode,
    headers: pairs,
  });
}

function bodyOf(body: RequestInit["body"]): Buffer | Readable | null {
  if (body === undefined || body === null) return null;
  return body instanceof Uint8Array ? Buffer.from(body) : Readable.from(body as unknown as AsyncIterable<Uint8Array>);
}
