import type Docker from "dockerode";
import { type Failure, preconditionError } from "../core/errors.ts";
import type { Credentials } from "../core/secrets.ts";
import { parseImageName } from "../domain/image/reference.ts";

type Progress = (text: string) => void;

/** Pushes `repository:tag`. Throws with the registry's own words where it refuses. */
export async function pushImage(
  engine: Docker,
  { repository, tag }: { repository: string; tag: string },
  credentials: Credentials | undefined,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<void> {
  const image = engine.getImage(`${repository}:${tag}`);
  const options = { tag, authconfig: authOf(repository, credentials), abortSignal: signal };
  await transfer(engine, `pushing ${repository}:${tag}`, repository, progress, () => image.push(options));
}

/** Pulls a reference, by digest where it has one. */
export async function pullImage(
  engine: Docker,
  reference: string,
  credentials: Credentials | undefined,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<void> {
  const authconfig = authOf(reference, credentials);
  const options = { authconfig, abortSignal: signal };
  await transfer(engine, `pulling ${reference}`, reference, progress, () => engine.pull(reference, options));
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

/** Follows a pull or push. The engine reports failures as entries of the stream, and some as a status before it. */
async function transfer(
  engine: Docker,
  doing: string,
  name: string,
  progress: Progress,
  open: () => Promise<NodeJS.ReadableStream>,
): Promise<void> {
  const stream = await open().catch((error: Error) => {
    const answer = (error.cause ?? error) as Error & { statusCode?: number };
    throw answer.statusCode ? refusedTransfer(doing, name, answer.message) : error;
  });
  await new Promise<void>((resolve, reject) => {
    engine.modem.followProgress(
      stream,
      (error: Error | null, entries: Progressed[]) => {
        const failed = error?.message ?? entries?.find((entry) => entry.error)?.error;
        if (failed) reject(refusedTransfer(doing, name, failed));
        else resolve();
      },
      ({ id, status }: Progressed) => progress([id, status].filter(Boolean).join(" ")),
    );
  });
}

const asksForLogin = /unauthorized|authentication required|denied|forbidden|no basic auth/i;

function refusedTransfer(doing: string, name: string, words: string): Failure {
  const hint = asksForLogin.test(words)
    ? `Log in with \`docker login ${parseImageName(name).registry}\` as a user who may do that, and try again.`
    : "Check that the registry runs, and that the engine reaches it; then run the same command again.";
  return preconditionError(`${doing} failed: ${words}`, { hint });
}
