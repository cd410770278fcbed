import { z } from "zod";
import { httpServer } from "../servers/http-server.ts";

/** One thing that an API does, as its documentation has it. */
interface Operation {
  method: string;
  path: RegExp;
  /** All that the query may have; nothing without this. */
  query?: z.ZodType;
  /** All that the body may have; no body without this. */
  body?: z.ZodType;
  answer: (asked: Asked) => { status: number; document?: unknown };
}

interface Asked {
  /** What the path's groups matched. */
  parts: string[];
  query: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: each operation knows its own, which its schema let through.
  body: any;
}

export interface StrictApi {
  url: string;
  /** `POST /repos/team/shop/hooks`, in their order. */
  asked: string[];
  /** What was asked otherwise than the documentation allows. */
  wrong: string[];
  /** Fails the next request so. */
  failNext: (status: number, headers?: Record<string, string>) => void;
}

/** An HTTP server that does what an API's documentation says, and refuses whatever that does not allow. */
export async function strictApi(operations: readonly Operation[], headers: Record<string, string>): Promise<StrictApi> {
  const asked: string[] = [];
  const wrong: string[] = [];
  const faults: { status: number; headers: Record<string, string> }[] = [];
  const take = (method: string, url: URL, given: NodeJS.Dict<string | string[]>, text: string) => {
    for (const [name, value] of Object.entries(headers))
      if (given[name] !== value) return { status: 401, document: { message: `wrong ${name}` } };
    for (const operation of operations) {
      const parts = operation.path.exec(url.pathname);
      if (!parts || operation.method !== method) continue;
      const query = (operation.query ?? z.strictObject({})).safeParse(Object.fromEntries(url.searchParams));
      const sent = text ? JSON.parse(text) : undefined;
      const body = (operation.body ?? z.undefined()).safeParse(sent);
      const type = text === "" || given["content-type"] === "application/json";
      if (query.success && body.success && type)
        return operation.answer({
          parts: parts.slice(1),
          query: query.data as Record<string, string>,
          body: body.data,
        });
      return { status: 422, document: { message: `${query.error ?? ""}${body.error ?? ""}` || "no JSON" } };
    }
    return { status: 404, document: { message: "Not Found" } };
  };
  const { host } = await httpServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk) => (text += chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "", "http://host");
      const what = `${request.method} ${url.pathname}`;
      asked.push(what);
      const fault = faults.shift();
      if (fault) return void response.writeHead(fault.status, fault.headers).end("{}");
      const { status, document } = take(request.method ?? "", url, request.headers, text);
      if (status === 401 || status === 422 || (status === 404 && !document))
        wrong.push(`${what}: ${JSON.stringify(document)}`);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(document === undefined ? "" : JSON.stringify(document));
    });
  });
  return {
    url: `http://${host}`,
    asked,
    wrong,
    failNext: (status, more = {}) => void faults.push({ status, headers: more }),
  };
}
