import { z } from "zod";
import { type Failure, preconditionError } from "../../../lib/errors.ts";
import { jsonOf, type Reply, request, type Sent } from "../../core/http.ts";

export interface ApiOptions {
  /** Without a slash at its end. */
  url: string;
  /** What the host calls the repository. */
  repository: string;
  /** By which the host knows who asks, and what it is asked in. */
  headers: Record<string, string>;
  /** How it is asked for pages of a list: `per_page=50` */
  pages: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** How long one answer may take. */
  timeoutMs?: number;
}

/** Requests to the API of a Git host. All throw a Failure in our words where it refuses. */
interface Api {
  /** The document at a path below the API. */
  read<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>>;
  /** The same; undefined if there is none. */
  find<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T> | undefined>;
  /** The documents of a list, page by page, as long as somebody takes them. */
  list<T extends z.ZodType>(path: string, item: T): AsyncGenerator<z.output<T>>;
  /** Changes something. `allowed` are further statuses that are an answer. */
  send(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, sent?: Sending): Promise<Reply>;
}

interface Sending {
  body?: object;
  /** Makes another one each time that it arrives. */
  countsTwice?: boolean;
  allowed?: readonly number[];
}

/** What has more pages than these is not read to its end. */
const mostPages = 20;

export function openApi({ url, repository, headers, pages, ...reach }: ApiOptions): Api {
  const { host } = new URL(url);
  const hint = "Check `api` of the repository in serve.yaml.";
  const server = { name: `the API of ${host}`, hint, ...reach };
  const ask = async (path: string, sent: Sent, allowed: readonly number[] = []): Promise<Reply> => {
    const json = sent.body === undefined ? {} : { "content-type": "application/json" };
    // A redirected POST would arrive as a question.
    const redirect = sent.method === undefined ? "follow" : "manual";
    const reply = await request(server, `${url}${path}`, { ...sent, redirect, headers: { ...headers, ...json } });
    if (reply.ok || allowed.includes(reply.status)) return reply;
    throw refusal(host, repository, reply);
  };
  const parsed = <T extends z.ZodType>(schema: T, document: unknown): z.output<T> => {
    const { data, error } = schema.safeParse(document);
    if (error) throw preconditionError(`the API of ${host} answers, but not as it should`, { hint, cause: error });
    return data as z.output<T>;
  };
  return {
    read: async (path, schema) => parsed(schema, jsonOf(server, await ask(path, {}))),
    async find(path, schema) {
      const reply = await ask(path, {}, [404]);
      return reply.status === 404 ? undefined : parsed(schema, jsonOf(server, reply));
    },
    async *list(path, item) {
      const sign = path.includes("?") ? "&" : "?";
      for (let page = 1; page <= mostPages; page += 1) {
        const reply = await ask(`${path}${sign}${pages}&page=${page}`, {});
        const { values, next } = parsed(pageOf(item), jsonOf(server, reply));
        yield* values;
        if (!next && !/rel="next"/.test(reply.headers.get("link") ?? "")) return;
      }
    },
    send: (method, path, { body, countsTwice = false, allowed = [] } = {}) =>
      ask(path, { method, countsTwice, ...(body && { body: JSON.stringify(body) }) }, allowed),
  };
}

/** A list, or with Bitbucket a part of one. */
const pageOf = <T extends z.ZodType>(item: T) =>
  z.union([
    z.array(item).transform((values) => ({ values, next: undefined })),
    z.object({ values: z.array(item), next: z.string().optional() }),
  ]);

function refusal(host: string, repository: string, { status, text, headers }: Reply): Failure {
  const who = `the API of ${host}`;
  const details = [text.slice(0, 300)];
  const hint = "Check the token in `api` of the repository in serve.yaml, and what it may do.";
  if (status === 401) return preconditionError(`${who} does not know the token (401)`, { details, hint });
  if (status === 403) return preconditionError(`${who} does not let the token do this (403)`, { details, hint });
  if (status === 404) return preconditionError(`${who} shows this token no ${repository} (404)`, { details, hint });
  const elsewhere = status >= 300 && status < 400 && headers.get("location");
  if (elsewhere) {
    return preconditionError(`${who} leads somewhere else`, {
      details: [elsewhere],
      hint: "Set `url` to where it is.",
    });
  }
  return preconditionError(`${who} answered ${status}`, { details });
}
