import { type Failure, messageOf, preconditionError } from "../../lib/errors.ts";
import { cutText } from "../../lib/foreign-text.ts";
import { listenForSilence } from "../../lib/silence.ts";
import { dialRefused } from "./dial-program.ts";
import { type Asking, askAgain, type Tried, type Trouble, troubleOfError, troubleOfStatus } from "./retry.ts";

/** How long an engine is waited for. */
export interface Patience extends Pick<Asking, "signal" | "withinMs" | "onWait"> {
  /** How long it may keep silent before it is asked again. @default 15000 */
  silentMs?: number;
}

/** Of dockerode, as far as it matters here. */
interface DialOptions {
  isStream?: boolean | undefined;
  options?: object | undefined;
  abortSignal?: AbortSignal | undefined;
}

type Dial<Options> = (options: Options, callback?: (error: Error | null, data: object | null) => void) => void;

/**
 * Dials so that whatever is no stream ends in time, and is asked again where the engine is in trouble: all of it is fit to
 * arrive twice. What the engine merely refuses (404, 409) the caller judges; an engine that is lost is no bug of ours.
 * Streams are dialled by `dialStream`, if that is given: they last, and must not use up connections that others wait for.
 */
export function dialPatiently<Options extends DialOptions>(
  dial: Dial<Options>,
  place: string,
  patience: Patience & { dialStream?: Dial<Options> },
): Dial<Options> {
  const { silentMs = 15_000, dialStream = dial, ...asking } = patience;
  const peer = `the Docker engine at ${place}`;
  return (options, callback) => {
    const answer = options.isStream
      ? opened(dialStream, options)
      : askAgain({ peer, ...asking }, () => answerTo(dial, options, silentMs), troubleIn);
    answer.then(
      (data) => callback?.(null, data as object),
      (error) => callback?.(explained(error, peer), null),
    );
  };
}

/** dockerode changes the options that it is given. */
const opened = <Options extends DialOptions>(dial: Dial<Options>, options: Options): Promise<NodeJS.ReadableStream> =>
  new Promise((resolve, reject) => {
    const own = { ...options, ...(options.options && { options: { ...options.options } }) };
    dial(own, (error: Error | null, stream) => (error ? reject(error) : resolve(stream as NodeJS.ReadableStream)));
  });

/** Read as a stream, since dockerode never hears of an answer that is cut. */
async function answerTo<Options extends DialOptions>(
  dial: Dial<Options>,
  options: Options,
  silentMs: number,
): Promise<unknown> {
  const { signal, heard, end } = listenForSilence(silentMs);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of await opened(dial, { ...options, isStream: true, abortSignal: signal })) {
      heard();
      chunks.push(Buffer.from(chunk));
    }
    return documentIn(Buffer.concat(chunks));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    end();
  }
}

/** As dockerode answers: the document where there is one. */
function documentIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) || body;
  } catch {
    return body;
  }
}

interface Answered extends Error {
  statusCode?: number;
}

function troubleIn(tried: Tried<unknown>): Trouble | undefined {
  if (!("error" in tried)) return undefined;
  const { statusCode } = tried.error as Answered;
  return statusCode ? troubleOfStatus(statusCode, undefined) : troubleOfError(tried.error);
}

function explained(error: Answered, peer: string): Error {
  if (!error.statusCode) return engineLost(`${peer} fails`, error);
  // dockerode puts the status before the engine's own words.
  error.message = cutText(error.message)
    .replace(/^\(HTTP code \d+\) [^-]+ - /, "")
    .trim();
  return error.statusCode >= 500 ? engineLost(`${peer} fails`, error) : error;
}

const startHint = "Start Docker, or name a running engine with DOCKER_HOST or `docker context use`, and try again.";
const sshHint =
  "`docker version` must work here without a question: over ssh that takes a known host, a key without a passphrase or in an agent, and docker there.";

const groupHint =
  "Whoever logs in there may not use the Docker of that machine: add that user to its group `docker` (`sudo usermod -aG docker <user>`), and try again.";

/** docker says so behind ssh, which got in: `permission denied while trying to connect to the Docker daemon socket at unix:///…`. */
const isOfSocket = (error: unknown): boolean => /permission denied while trying to connect to /i.test(messageOf(error));

const codeOf = (error: unknown): unknown => (error as Partial<NodeJS.ErrnoException>)?.code;

export const engineLost = (message: string, error: unknown): Failure =>
  preconditionError(`${message}: ${messageOf(error)}`, {
    hint: codeOf(error) !== dialRefused ? startHint : isOfSocket(error) ? groupHint : sshHint,
    cause: error,
  });
