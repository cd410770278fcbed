import { createHash } from "node:crypto";
import { type Failure, messageOf, preconditionError } from "../core/errors.ts";
import { type Credentials, hide } from "../core/secrets.ts";

/** A ChartMuseum, or any server with its API. */
export interface ChartRepository {
  /** The packaged chart of a version; undefined where there is none. */
  download(name: string, version: string): Promise<Uint8Array | undefined>;
  /** Uploads a packaged chart. Answers false where the server has that version already. */
  upload(packaged: Uint8Array): Promise<boolean>;
  /** Throws where the server does not answer or refuses this user. */
  verifyAccess(): Promise<void>;
}

export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** User and password for the chart repository, under the names that Jenkins' `credentials(…)` binds them to. */
export function chartCredentials(env: NodeJS.ProcessEnv): Credentials | undefined {
  const { CHARTMUSEUM_CREDS_USR: username, CHARTMUSEUM_CREDS_PSW: password } = env;
  hide(password);
  return username && password ? { username, password } : undefined;
}

/** Opens the chart repository at `url`, as in `chart.repository`. */
export function openChartRepository(
  url: string,
  credentials: Credentials | undefined,
  signal: AbortSignal,
): ChartRepository {
  const authorization =
    credentials && `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const target = `${url.replace(/\/$/, "")}/${path}`;
    const response = await fetch(target, {
      ...init,
      signal,
      ...(authorization && { headers: { authorization } }),
    }).catch((error) => {
      signal.throwIfAborted();
      throw unreachable(url, error);
    });
    if (response.status === 401 || response.status === 403) throw refused(url, credentials);
    return response;
  };
  return {
    async download(name, version) {
      const response = await send(`charts/${name}-${version}.tgz`);
      if (response.status === 404) return undefined;
      if (!response.ok) throw await unexpected(url, response);
      return new Uint8Array(await response.arrayBuffer());
    },
    async upload(packaged) {
      const response = await send("api/charts", { method: "POST", body: Buffer.from(packaged) });
      if (response.status === 409) return false;
      if (!response.ok) throw await unexpected(url, response);
      return true;
    },
    async verifyAccess() {
      const response = await send("index.yaml");
      if (!response.ok) throw await unexpected(url, response);
      await response.body?.cancel();
    },
  };
}

function unreachable(url: string, error: unknown): Failure {
  const cause = error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error);
  return preconditionError(`the chart repository ${url} does not answer: ${cause}`, {
    hint: "Check that it runs and is reachable from here (`chart.repository` in chatops.yaml), then run the same command again.",
  });
}

const refused = (url: string, credentials: Credentials | undefined): Failure =>
  preconditionError(
    `the chart repository ${url} refuses ${credentials ? `user ${credentials.username}` : "anonymous users"}`,
    {
      hint: "Put a user who may upload into CHARTMUSEUM_CREDS_USR and CHARTMUSEUM_CREDS_PSW.",
    },
  );

async function unexpected(url: string, response: Response): Promise<Failure> {
  const details = [(await response.text()).slice(0, 300)];
  return preconditionError(`the chart repository ${url} answered ${response.status}`, { details });
}
