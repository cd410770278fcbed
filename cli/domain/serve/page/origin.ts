/** What a browser says about where a request comes from. */
export interface Sender {
  method: string;
  headers: Readonly<Record<string, string | undefined>>;
}

/** Whether a request was sent to this page by its name: another name that leads here could be anybody's. */
export const isSentToPage = ({ headers }: Sender, origin: string): boolean =>
  headers.host?.toLowerCase() === new URL(origin).host;

/**
 * Whether this page itself sent a request, or a person typed its address. What changes something must say by its origin that
 * it comes from here; what only reads may leave that out, but not say otherwise.
 */
export function isFromPage({ method, headers }: Sender, origin: string): boolean {
  const { origin: named, "sec-fetch-site": site } = headers;
  if (named !== undefined && named !== origin) return false;
  if (site !== undefined && site !== "same-origin" && !(site === "none" && isReading(method))) return false;
  return isReading(method) || named === origin;
}

/**
 * Whether a person came here by a link of another site, or was sent back by one: a browser shows what is answered in a window of
 * its own, and gives it to nobody.
 */
export const isVisit = ({ method, headers }: Sender): boolean =>
  isReading(method) &&
  headers.origin === undefined &&
  headers["sec-fetch-mode"] === "navigate" &&
  headers["sec-fetch-dest"] === "document";

const isReading = (method: string): boolean => method === "GET" || method === "HEAD";
