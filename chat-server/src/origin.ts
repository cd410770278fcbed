/** What a browser says about where a request comes from. */
interface Caller {
  origin?: string | undefined;
  host?: string | undefined;
}

/** Whether a page may connect: one the list names exactly, or one this server gave out itself. */
export function isAllowedOrigin({ origin, host }: Caller, allowed: string[]): boolean {
  if (origin === undefined) return false;
  if (allowed.includes(origin)) return true;
  // Only the host: behind a proxy that ends TLS, this server cannot know the scheme the browser used.
  return host !== undefined && URL.parse(origin)?.host === host.toLowerCase();
}

/** The origin to name in Access-Control-Allow-Origin: the caller's where it is allowed, else the first, as ever. */
export const corsOrigin = (origin: string | undefined, allowed: string[]): string | undefined =>
  origin !== undefined && allowed.includes(origin) ? origin : allowed[0];
