import { setTimeout as pause } from "node:timers/promises";

/** Trouble that may be over at the next try. */
export interface Trouble {
  /** What the peer does, as in "the registry ghcr.io is busy (429)". */
  says: string;
  /** How long the peer asks to be left alone. */
  afterMs?: number | undefined;
  /** It rarely passes: tried again for a moment only. */
  isStubborn?: boolean;
  /** Nobody is there: tried again for a moment only, unless the peer has answered this process before. */
  isAbsent?: boolean;
}

/** Who is asked, and for how long. */
export interface Asking {
  /** The peer, as it is called in messages: `the registry ghcr.io`. */
  peer: string;
  /** No further try is made once it is aborted. */
  signal?: AbortSignal | undefined;
  /** After this time no further try is made. @default 30000 */
  withinMs?: number | undefined;
  /** Told before each wait that a person would notice. */
  onWait?: ((text: string) => void) | undefined;
}

export type Tried<T> = { value: T } | { error: unknown };

/** How long a peer may take to come round. */
const patienceMs = 30_000;
const briefMs = 5_000;
const firstPauseMs = 250;
const longestPauseMs = 5_000;
const noticedMs = 950;

/** What this process knows of a peer, by its name. */
const peers = new Map<string, { hasAnswered: boolean; announcedUntil: number }>();

/**
 * Asks until the answer is no trouble, with growing pauses; then, or when the time is up or the run is stopped, the last
 * answer stands, or the last error is thrown.
 */
export async function askAgain<T>(
  asking: Asking,
  ask: () => Promise<T>,
  troubleIn: (tried: Tried<T>) => Trouble | undefined,
): Promise<T> {
  const start = performance.now();
  const { signal } = asking;
  for (let attempt = 0; ; attempt += 1) {
    const tried = await settled(ask);
    const trouble = troubleIn(tried);
    if (!trouble?.isAbsent) known(asking.peer).hasAnswered = true;
    const left = boundFor(trouble, asking) - (performance.now() - start);
    if (trouble && left > 0 && !signal?.aborted) await wait(asking, trouble, pauseFor(trouble, attempt, left));
    if (!trouble || left <= 0 || signal?.aborted) {
      if ("error" in tried) throw tried.error;
      return tried.value;
    }
  }
}

const settled = <T>(ask: () => Promise<T>): Promise<Tried<T>> =>
  ask().then(
    (value) => ({ value }),
    (error) => ({ error }),
  );

function known(peer: string) {
  const found = peers.get(peer) ?? { hasAnswered: false, announcedUntil: 0 };
  peers.set(peer, found);
  return found;
}

function boundFor(trouble: Trouble | undefined, { peer, withinMs = patienceMs }: Asking): number {
  const isBrief = trouble?.isStubborn || (trouble?.isAbsent && !known(peer).hasAnswered);
  return isBrief ? Math.min(briefMs, withinMs) : withinMs;
}

/** Doubles each time. Many runs may have been refused in one moment: they do not come back in one moment. */
function pauseFor({ afterMs = 0 }: Trouble, attempt: number, left: number): number {
  const longest = Math.min(firstPauseMs * 2 ** attempt, longestPauseMs);
  return Math.min(left, Math.max(afterMs, longest * (1 - Math.random() / 2)));
}

/** Several requests may wait for one peer: the first one says so. */
async function wait({ peer, signal, onWait }: Asking, { says }: Trouble, ms: number): Promise<void> {
  const now = performance.now();
  const state = known(peer);
  if (ms >= noticedMs && now >= state.announcedUntil) {
    state.announcedUntil = now + ms;
    onWait?.(`${peer} ${says}: asking again in ${Math.round(ms / 1_000)} s`);
  }
  await pause(ms, undefined, { ...(signal && { signal }) }).catch(() => {});
}

/** The trouble that an HTTP status tells of; undefined where another try gets the same answer. */
export function troubleOfStatus(status: number, retryAfter: string | null | undefined): Trouble | undefined {
  const afterMs = retryAfter ? msOf(retryAfter) : undefined;
  if (status === 429) return { says: "is busy (429)", afterMs };
  // So GitHub says that there were too many requests; who is refused is not told to come back.
  if (status === 403 && afterMs !== undefined) return { says: "is busy (403)", afterMs };
  if ([502, 503, 504].includes(status)) return { says: `fails (${status})`, afterMs };
  return status === 500 ? { says: "fails (500)", isStubborn: true } : undefined;
}

/** Of a header `Retry-After`: seconds, or a date. */
function msOf(retryAfter: string): number | undefined {
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(ms) ? undefined : ms;
}

const cutCodes = ["ECONNRESET", "ECONNABORTED", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE", "UND_ERR_SOCKET"];
const silentCodes = ["ETIMEDOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"];
const absentCodes = ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"];

/** The trouble behind a request that got no answer; undefined for what stays, such as a certificate or an unknown name. */
export function troubleOfError(error: unknown): Trouble | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (error.name === "TimeoutError" || silentCodes.includes(code)) return { says: "does not answer" };
  if (cutCodes.includes(code)) return { says: "cuts the connection" };
  if (absentCodes.includes(code)) return { says: `does not answer (${code})`, isAbsent: true };
  return troubleOfError(error.cause);
}
