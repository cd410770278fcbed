import type { HttpLibrary, RequestContext, ResponseContext } from "@kubernetes/client-node";
import { type Asking, askAgain, type Tried, type Trouble, troubleOfError, troubleOfStatus } from "../../core/retry.ts";

/** How long one request may take, before it is sent again. */
export const patienceMs = 10_000;

export interface Limits extends Pick<Asking, "withinMs"> {
  /** @default 10000 */
  patienceMs?: number | undefined;
  /** An answer that does not say that it is this short is not read; its body is then empty. */
  mostBytes?: number | undefined;
}

/** Sends a request, and reads the whole answer. */
export type Transport = (request: RequestContext, limits?: Limits) => Promise<ResponseContext>;

/**
 * Sends requests again where the API server is busy, fails or cuts the connection; writes too: a try whose answer was lost
 * may have been carried out, so whoever creates something takes a conflict for its own where it is.
 */
export function transportTo(asking: Asking, client: typeof import("./client.ts")): Transport {
  const library = new client.IsomorphicFetchHttpLibrary();
  return (request, limits = {}) =>
    askAgain(
      { ...asking, withinMs: limits.withinMs ?? asking.withinMs },
      () => once(library, request, limits, client),
      troubleIn,
    );
}

async function once(
  library: HttpLibrary,
  request: RequestContext,
  { patienceMs: inTime = patienceMs, mostBytes = Number.POSITIVE_INFINITY }: Limits,
  { ResponseContext, SelfDecodingBody }: typeof import("./client.ts"),
): Promise<ResponseContext> {
  const leaving = new AbortController();
  request.setSignal(AbortSignal.any([AbortSignal.timeout(inTime), leaving.signal]));
  const { httpStatusCode, headers, body } = await library.send(request).toPromise();
  const isShort = Number(headers["content-length"] ?? Number.POSITIVE_INFINITY) <= mostBytes;
  // Now, since the answer too may be cut.
  const text = isShort ? await body.text() : "";
  if (!isShort) leaving.abort();
  return new ResponseContext(httpStatusCode, headers, new SelfDecodingBody(Promise.resolve(Buffer.from(text))));
}

const troubleIn = (tried: Tried<ResponseContext>): Trouble | undefined =>
  "error" in tried
    ? troubleOfError(tried.error)
    : troubleOfStatus(tried.value.httpStatusCode, tried.value.headers["retry-after"]);
