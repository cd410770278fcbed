import type { IncomingMessage } from "node:http";
import type Docker from "dockerode";
import { type Failure, preconditionError } from "../../lib/errors.ts";
import type { Credentials } from "../../lib/secrets.ts";
import { listenForSilence } from "../../lib/silence.ts";
import { askAgain, troubleOfError } from "../core/retry.ts";
import { parseImageName } from "../domain/image/reference.ts";

export interface Transfer {
  progress: (text: string) => void;
  signal: AbortSignal;
  /** Ends it where nothing is heard of it for so long. @default 300000 */
  silentMs?: number;
}

/** Longer than an engine waits for a registry by itself. */
const patienceMs = 5 * 60_000;

/** Pushes `repository:tag`. Throws with the registry's own words where it refuses. */
export async function pushImage(
  engine: Docker,
  { repository, tag }: { repository: string; tag: string },
  credentials: Credentials | undefined,
  transfer: Transfer,
): Promise<void> {
  const image = engine.getImage(`${repository}:${tag}`);
  const authconfig = authOf(repository, credentials);
  await follow(engine, { doing: `pushing ${repository}:${tag}`, name: repository }, transfer, (abortSignal) =>
    image.push({ tag, authconfig, abortSignal }),
  );
}

/** Pulls a reference, by digest where it has one. */
export async function pullImage(
  engine: Docker,
  reference: string,
  credentials: Credentials | undefined,
  transfer: Transfer,
): Promise<void> {
  const authconfig = authOf(reference, credentials);
  await follow(engine, { doing: `pulling ${reference}`, name: reference }, transfer, (abortSignal) =>
    engine.pull(reference, { authconfig, abortSignal }),
  );
}

function authOf(name: string, credentials: Credentials | undefined): Docker.AuthConfig {
  const { registry } = parseImageName(name);
  return { serveraddress: registry, username: credentials?.username ?? "", password: credentials?.password ?? "" };
}

interface Progressed {
  id?: string;
  status?: string;
  error?: string;
}

interface Transferred {
  doing: string;
  /** Of the image. */
  name: string;
}

type Open = (signal: AbortSignal) => Promise<NodeJS.ReadableStream>;

/** Follows a pull or push to its end, anew where it was cut: what has arrived by then is not sent again. */
const follow = (engine: Docker, transferred: Transferred, transfer: Transfer, open: Open): Promise<void> =>
  askAgain(
    { peer: `${transferred.doing}: the Docker engine`, signal: transfer.signal, withinMs: 60_000 },
    () => once(engine, transferred, transfer, open),
    (tried) => ("error" in tried ? troubleOfError(tried.error) : undefined),
  );

/** Follows it until nothing is heard of it any more. */
async function once(
  engine: Docker,
  { doing, name }: Transferred,
  { progress, signal, silentMs = patienceMs }: Transfer,
  open: Open,
): Promise<void> {
  const silence = listenForSilence(silentMs);
  const heard = (text: string) => {
    silence.heard();
    progress(text);
  };
  try {
    const stream = await open(AbortSignal.any([signal, silence.signal])).catch((error: Error) => {
      const answer = (error.cause ?? error) as Error & { statusCode?: number };
      throw answer.statusCode ? refused({ doing, name }, answer.message) : error;
    });
    const failed = await lastWords(engine, stream, heard);
    if (failed) throw refused({ doing, name }, failed);
    if (!(stream as IncomingMessage).complete) throw cut(doing);
  } catch (error) {
    signal.throwIfAborted();
    throw silence.signal.aborted ? silent(doing, silentMs) : error;
  } finally {
    silence.end();
  }
}

/** The engine reports failures as entries of the stream, and some as a status before it. Undefined where all went well. */
const lastWords = (engine: Docker, stream: NodeJS.ReadableStream, heard: (text: string) => void) =>
  new Promise<string | undefined>((resolve) => {
    engine.modem.followProgress(
      stream,
      // An error of the stream itself is a cut.
      (_: Error | null, entries: Progressed[]) => resolve(entries?.find((entry) => entry.error)?.error),
      ({ id, status }: Progressed) => heard([id, status].filter(Boolean).join(" ")),
    );
  });

const cut = (doing: string): Failure =>
  preconditionError(`${doing} failed: the engine cut the connection`, {
    hint: "Check that the engine runs, then run the same command again.",
    cause: Object.assign(new Error("aborted"), { code: "ECONNRESET" }),
  });

/** Without a cause: what was silent for so long is not begun anew. */
const silent = (doing: string, silentMs: number): Failure =>
  preconditionError(`${doing} does not end: nothing was heard of it for ${silentMs / 1_000} s`, {
    hint: "The engine may wait for the registry, or for other transfers to end: look there, then run the same command again.",
  });

const asksForLogin = /unauthorized|authentication required|denied|forbidden|no basic auth/i;

function refused({ doing, name }: Transferred, words: string): Failure {
  const hint = asksForLogin.test(words)
    ? `Log in with \`docker login ${parseImageName(name).registry}\` as a user who may do that, and try again.`
    : "Check that the registry runs, and that the engine reaches it; then run the same command again.";
  return preconditionError(`${doing} failed: ${words}`, { hint });
}
