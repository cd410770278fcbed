import { createHash } from "node:crypto";
import { type Failure, preconditionError } from "../../lib/errors.ts";
import { basicAuthorization, type Credentials, maskSecret } from "../../lib/secrets.ts";
import { type Reply, request } from "../core/http.ts";
import { chartFile } from "../domain/release/naming.ts";

/** A ChartMuseum, or any server with its API. */
export interface ChartRepository {
  /** The packaged chart of a version; undefined where there is none. */
  download(name: string, version: string): Promise<Uint8Array | undefined>;
  /** Uploads a packaged chart. Answers false where the server has that version already, be it from a try of ours that was cut. */
  upload(packaged: Uint8Array): Promise<boolean>;
  /** Throws where the server does not answer or refuses this user. */
  verifyAccess(): Promise<void>;
}

export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** User and password for the chart repository, under the names that Jenkins' `credentials(…)` binds them to. */
export function chartCredentials(env: NodeJS.ProcessEnv): Credentials | undefined {
  const { CHARTMUSEUM_CREDS_USR: username, CHARTMUSEUM_CREDS_PSW: password } = env;
  maskSecret(password);
  return username && password ? { username, password } : undefined;
}

export interface ChartRepositoryOptions {
  credentials: Credentials | undefined;
  signal: AbortSignal;
  /** Its proxies and trusted certificates count. @default none */
  env?: NodeJS.ProcessEnv;
  /** @default 30000 */
  timeoutMs?: number | undefined;
  /** Told where the server is asked again after a while. */
  onWait?: ((text: string) => void) | undefined;
}

/** Opens the chart repository at `url`, as in `chart.repository`. */
export function openChartRepository(url: string, { credentials, ...reach }: ChartRepositoryOptions): ChartRepository {
  const hint =
    "Check that it runs and is reachable from here (`chart.repository` in chatops.yaml), then run the same command again.";
  const server = { name: `the chart repository ${url}`, hint, ...reach };
  const headers: Record<string, string> = credentials ? { authorization: basicAuthorization(credentials) } : {};
  const send = async (path: string, init: RequestInit = {}): Promise<Reply> => {
    const reply = await request(server, `${url.replace(/\/$/, "")}/${path}`, { ...init, headers });
    if (reply.status === 401 || reply.status === 403) throw refused(url, credentials);
    return reply;
  };
  return {
    async download(name, version) {
      const reply = await send(`charts/${chartFile(name, version)}`);
      if (reply.status === 404) return undefined;
      if (!reply.ok) throw unexpected(url, reply);
      return reply.body;
    },
    async upload(packaged) {
      const reply = await send("api/charts", { method: "POST", body: Buffer.from(packaged) });
      if (reply.status === 409) return false;
      if (!reply.ok) throw unexpected(url, reply);
      return true;
    },
    async verifyAccess() {
      const reply = await send("index.yaml");
      if (!reply.ok) throw unexpected(url, reply);
    },
  };
}

const refused = (url: string, credentials: Credentials | undefined): Failure =>
  preconditionError(
    `the chart repository ${url} refuses ${credentials ? `user ${credentials.username}` : "anonymous users"}`,
    {
      hint: "Put a user who may upload into CHARTMUSEUM_CREDS_USR and CHARTMUSEUM_CREDS_PSW.",
    },
  );

const unexpected = (url: string, { status, text }: Reply): Failure =>
  preconditionError(`the chart repository ${url} answered ${status}`, {
    details: [text.slice(0, 300)],
    hint: "Check `chart.repository` in chatops.yaml: a ChartMuseum must stand there. Or run the same command again.",
  });
