import { type Failure, preconditionError } from "../../../lib/errors.ts";
import { basicAuthorization, type Credentials, maskSecret } from "../../../lib/secrets.ts";
import { type Reply, request, type Sent, type Server } from "../../core/http.ts";
import { statusBeforeBody } from "../../core/unfinished-request.ts";
import { addressInIndex, type ChartVersion } from "../../domain/chart/repository-index.ts";
import { chartFile } from "../../domain/release/naming.ts";
import type { ChartStore } from "./store.ts";

/** Requests to a chart repository over HTTP, as a user. All throw if it refuses this user. */
interface Connection {
  /** As in chatops.yaml, without a slash at its end. */
  url: string;
  /** Sends a request to a URL below the repository, or to one that its index names. */
  ask(url: string, init?: Sent): Promise<Reply>;
  /** The status by which a server answers a PUT before it gets a file; undefined if it waits for one. */
  statusOfPut(url: string): Promise<number | undefined>;
}

/** A chart repository that Helm reads over HTTP: an index, and the charts that it names. */
export interface HttpRepository extends Connection {
  /** What all stores over HTTP have in common. */
  reading: Pick<ChartStore, "place" | "url" | "addressOf" | "download">;
  /** Throws if this user may not read. */
  verifyReadRight(name: string): Promise<void>;
}

const credentialVariables = "CHARTMUSEUM_CREDS_USR and CHARTMUSEUM_CREDS_PSW";

/** User and password for a chart repository, under the names that Jenkins' `credentials(…)` binds them to. */
export function chartCredentials(env: NodeJS.ProcessEnv): Credentials | undefined {
  const { CHARTMUSEUM_CREDS_USR: username, CHARTMUSEUM_CREDS_PSW: password } = env;
  maskSecret(password);
  return username && password ? { username, password } : undefined;
}

export interface HttpOptions extends Omit<Server, "name" | "hint"> {
  credentials: Credentials | undefined;
}

/** Opens the repository at a URL, as `chart.repository` or a release's tag has it. */
export function openHttpRepository(address: string, options: HttpOptions): HttpRepository {
  const connection = connect(address.replace(/\/$/, ""), options);
  const { url } = connection;
  return {
    ...connection,
    reading: {
      place: url,
      url,
      addressOf: ({ name, version }) => `${name} --repo ${url} --version ${version}`,
      download: (chart) => download(connection, chart),
    },
    verifyReadRight: async (name) => {
      await read(connection, `${url}/charts/${chartFile(name, "0.0.0")}`);
    },
  };
}

function connect(url: string, { credentials, ...reach }: HttpOptions): Connection {
  const hint =
    "Check that it runs and is reachable from here (`chart.repository` in chatops.yaml), then run the same command again.";
  const server = { name: `the chart repository ${url}`, hint, ...reach };
  const origin = new URL(url).origin;
  const identified = (target: string, init: Sent): Sent => {
    // Elsewhere, where an index may lead, the password is nobody's business.
    const authorization = credentials && new URL(target).origin === origin && basicAuthorization(credentials);
    // A redirected POST would arrive as a question.
    const redirect = init.method === undefined ? "follow" : "manual";
    return { ...init, redirect, headers: { ...init.headers, ...(authorization && { authorization }) } };
  };
  const verifyAllowed = (status: number | undefined): void => {
    if (status === 401 || status === 403) throw refused(url, credentials);
  };
  return {
    url,
    async ask(target, init = {}) {
      const reply = await request(server, target, identified(target, init));
      verifyAllowed(reply.status);
      const elsewhere = reply.headers.get("location");
      if (reply.status >= 300 && reply.status < 400 && elsewhere) throw moved(url, elsewhere);
      return reply;
    },
    async statusOfPut(target) {
      const status = await statusBeforeBody(server, target, identified(target, { method: "PUT" }));
      verifyAllowed(status);
      return status;
    },
  };
}

/** What stands at a URL; undefined if nothing does. */
async function read({ url, ask }: Connection, target: string): Promise<Reply | undefined> {
  const reply = await ask(target);
  if (reply.status === 404) return undefined;
  if (!reply.ok) throw unexpected(url, reply);
  return reply;
}

/** An index may lag behind, so a chart is looked for first where most servers have it: ChartMuseum and GitLab, then Nexus. */
async function download(connection: Connection, chart: ChartVersion): Promise<Uint8Array | undefined> {
  const { url } = connection;
  const file = chartFile(chart.name, chart.version);
  for (const target of [`${url}/charts/${file}`, `${url}/${file}`]) {
    const reply = await read(connection, target);
    if (reply && isGzip(reply.body)) return reply.body;
  }
  const index = `${url}/index.yaml`;
  const address = addressInIndex((await read(connection, index))?.text ?? "", chart);
  const target = address === undefined ? null : URL.parse(address, index);
  return target ? (await read(connection, target.href))?.body : undefined;
}

/** A page for people may stand at any path. */
const isGzip = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b;

/** A chart as the form that servers take, or a form with nothing in it, which only asks. */
export async function formOf(chart?: { name: string; packaged: Uint8Array }): Promise<RequestInit> {
  // Those of the program: for Node's own, Node loads a second undici.
  const { FormData, Response } = await import("undici");
  const form = new FormData();
  if (chart) form.set("chart", new Blob([Buffer.from(chart.packaged)]), chart.name);
  else form.set("question", "");
  const encoded = new Response(form);
  const headers = { "content-type": encoded.headers.get("content-type") ?? "" };
  return { method: "POST", headers, body: Buffer.from(await encoded.arrayBuffer()) };
}

/** An answer to an upload that says yes, or that the version is there already. Throws in our words for any other. */
export function verifyTaken(url: string, reply: Reply, size: number): void {
  if (reply.ok || reply.status === 409 || reply.status === 412) return;
  if (reply.status !== 413) throw unexpected(url, reply);
  throw preconditionError(`the chart repository ${url} takes no chart of ${Math.ceil(size / 1024)} KiB`, {
    details: [reply.text.slice(0, 300)],
    hint: "Raise its limit (ChartMuseum's MAX_UPLOAD_SIZE, nginx's client_max_body_size), or leave files out with .helmignore.",
  });
}

const refused = (url: string, credentials: Credentials | undefined): Failure =>
  preconditionError(
    `the chart repository ${url} refuses ${credentials ? `user ${credentials.username}` : "anonymous users"}`,
    { hint: `Put a user who may upload into ${credentialVariables}.` },
  );

const moved = (url: string, target: string): Failure =>
  preconditionError(`the chart repository ${url} is somewhere else: it leads to ${target}`, {
    hint: "Set `chart.repository` in chatops.yaml to where it is, https:// included.",
  });

export const unexpected = (url: string, { status, text }: Reply): Failure =>
  preconditionError(`the chart repository ${url} answered ${status}`, {
    details: [text.slice(0, 300)],
    hint: "Check `chart.repository` in chatops.yaml, or run the same command again.",
  });
