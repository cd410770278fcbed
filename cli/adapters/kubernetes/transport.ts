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
  return async (request, limits = {}) => {
    const within = { ...asking, withinMs: limits.withinMs ?? asking.withinMs };
    return (await askAgain(within, () => once(library, request, limits, client), troubleIn)).response;
  };
}

interface Answer {
  response: ResponseContext;
  text: string;
}

async function once(
  library: HttpLibrary,
  request: RequestContext,
  { patienceMs: inTime = patienceMs, mostBytes = Number.POSITIVE_INFINITY }: Limits,
  { ResponseContext, SelfDecodingBody }: typeof import("./client.ts"),
): Promise<Answer> {
  const leaving = new AbortController();
  request.setSignal(AbortSignal.any([AbortSignal.timeout(inTime), leaving.signal]));
  const { httpStatusCode, headers, body } = await library.send(request).toPromise();
  const isShort = Number(headers["content-length"] ?? Number.POSITIVE_INFINITY) <= mostBytes;
  // Now, since the answer too may be cut.
  const text = isShort ? await body.text() : "";
  if (!isShort) leaving.abort();
  const response = new ResponseContext(
    httpStatusCode,
    headers,
    new SelfDecodingBody(Promise.resolve(Buffer.from(text))),
  );
  return { response, text };
}

function troubleIn(tried: Tried<Answer>): Trouble | undefined {
  if ("error" in tried) return troubleOfError(tried.error);
  const { response, text } = tried.value;
  const { httpStatusCode, headers } = response;
  if (httpStatusCode === 500 && staysWrong.test(text)) return undefined;
  return troubleOfStatus(httpStatusCode, headers["retry-after"]);
}

/** So the API server answers where an object has two entries with one key, as if it were its own failure. */
const staysWrong = /failed to create typed \w{1,20} object/;
