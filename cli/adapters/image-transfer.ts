import type { IncomingMessage } from "node:http";
import type Docker from "dockerode";
import { type Failure, preconditionError } from "../../lib/errors.ts";
import { listenForSilence } from "../../lib/silence.ts";
import type { RegistryCredentials } from "../core/registry-credentials.ts";
import { askAgain, type Trouble, troubleOfError, troubleOfStatus } from "../core/retry.ts";
import { parseImageName, repositoryOf } from "../domain/image/reference.ts";
import { followTransfer, type Standstill, type TransferEntry } from "../domain/image/transfer-progress.ts";
import { busyStatus, kindOf } from "../domain/registry/refusal.ts";

export interface Transfer {
  progress: (text: string) => void;
  /** Told, for a person to see, that it goes no further. */
  note?: (text: string) => void;
  signal: AbortSignal;
  /** Tells after so long without progress. @default 30000 */
  stalledMs?: number;
  /** Ends it after so long without progress. @default 300000 */
  silentMs?: number;
}

const noticedMs = 30_000;
/** Longer than an engine waits for a registry by itself. */
const patienceMs = 5 * 60_000;

/** Pushes `repository:tag`. Throws with the registry's own words where it refuses. */
export async function pushImage(
  engine: Docker,
  { repository, tag }: { repository: string; tag: string },
  credentials: RegistryCredentials | undefined,
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
  credentials: RegistryCredentials | undefined,
  transfer: Transfer,
): Promise<void> {
  const authconfig = authOf(reference, credentials);
  await follow(engine, { doing: `pulling ${reference}`, name: reference }, transfer, (abortSignal) =>
    engine.pull(reference, { authconfig, abortSignal }),
  );
}

function authOf(name: string, credentials: RegistryCredentials | undefined): Docker.AuthConfig {
  const { username = "", password = "", identityToken, registryToken } = credentials ?? {};
  const tokens = {
    ...(identityToken && { identitytoken: identityToken }),
    ...(registryToken && { registrytoken: registryToken }),
  };
  // Beside an identity token the engine would take user and password first.
  const login = identityToken || registryToken ? { username: "", password: "" } : { username, password };
  return { serveraddress: parseImageName(name).registry, ...login, ...tokens };
}

interface Progressed extends TransferEntry {
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
    (tried) => ("error" in tried ? (troubleOfError(tried.error) ?? troubleOfWords(tried.error)) : undefined),
  );

/** The engine asks a busy registry some times by itself, each layer for itself, and then gives it all up. */
function troubleOfWords(error: unknown): Trouble | undefined {
  const status = error instanceof Error ? busyStatus(error.message) : undefined;
  return status === undefined ? undefined : troubleOfStatus(status, undefined);
}

/** Follows it until it goes no further. */
async function once(engine: Docker, { doing, name }: Transferred, transfer: Transfer, open: Open): Promise<void> {
  const { progress, note = progress, signal, stalledMs = noticedMs, silentMs = patienceMs } = transfer;
  const followed = followTransfer();
  let movedAt = Date.now();
  const silence = listenForSilence(silentMs, () => Date.now() - movedAt < followed.storingMs());
  const told = setTimeout(() => note(`${stalled(doing, stalledMs)}: ${followed.standstill().why}`), stalledMs);
  const heard = (entry: Progressed) => {
    if (followed.take(entry)) {
      movedAt = Date.now();
      silence.heard();
      told.refresh();
    }
    progress([entry.id, entry.status].filter(Boolean).join(" "));
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
    throw silence.signal.aborted ? silent(stalled(doing, silentMs), followed.standstill()) : error;
  } finally {
    silence.end();
    clearTimeout(told);
  }
}

/** The engine reports failures as entries of the stream, and some as a status before it. Undefined where all went well. */
const lastWords = (engine: Docker, stream: NodeJS.ReadableStream, heard: (entry: Progressed) => void) =>
  new Promise<string | undefined>((resolve) => {
    engine.modem.followProgress(
      stream,
      // An error of the stream itself is a cut.
      (_: Error | null, entries: Progressed[]) => resolve(entries?.find((entry) => entry.error)?.error),
      heard,
    );
  });

const stalled = (doing: string, ms: number) => `${doing} has made no progress for ${ms / 1_000} s`;

const cut = (doing: string): Failure =>
  preconditionError(`${doing} failed: the engine cut the connection`, {
    hint: "Check that the engine runs, then run the same command again.",
    cause: Object.assign(new Error("aborted"), { code: "ECONNRESET" }),
  });

/** Without a cause: what stood still for so long is not begun anew. */
const silent = (what: string, { why, hint }: Standstill): Failure => preconditionError(`${what}: ${why}`, { hint });

function refused({ doing, name }: Transferred, words: string): Failure {
  const known = kindOf({ name: repositoryOf(name), status: undefined, words });
  const hint =
    known?.hint ?? "Check that the registry runs, and that the engine reaches it; then run the same command again.";
  return preconditionError(`${doing} failed: ${words}`, { hint });
}
