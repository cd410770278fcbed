import { request as ask, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { Moto } from "./moto.ts";

interface Repository {
  registryId: string;
  imageTagMutability: string;
}

export interface EcrRegistry {
  listener: RequestListener;
  /** Tags that were written, as `team/chat:1.4.0`. */
  written: string[];
}

/**
 * The registry that moto has none of: it lets in whoever has moto's token, into repositories that moto knows, writes each tag
 * once where the repository is immutable, and refuses in ECR's words. Images are kept by a registry behind it.
 */
export function ecrRegistry({ ecr }: Moto, upstream: () => string): EcrRegistry {
  const written: string[] = [];
  const refusalOf = async (request: IncomingMessage): Promise<Refusal | undefined> => {
    const { method, url = "", headers } = request;
    const isKnown = await isLoggedIn(ecr, headers.authorization);
    if (isKnown !== "yes") return isKnown === "no" ? anonymous : expired;
    const [, name, rest = ""] = /^\/v2\/(.+?)\/((?:manifests|blobs|tags)\/.*)$/.exec(url) ?? [];
    if (name === undefined) return undefined;
    const repository = await repositoryOf(ecr, name);
    if (!repository) return unknown(name);
    const [, tag] = (method === "PUT" && /^manifests\/(?!sha256:)(.+)$/.exec(rest)) || [];
    if (tag === undefined) return undefined;
    const image = `${name}:${tag}`;
    if (repository.imageTagMutability === "IMMUTABLE" && written.includes(image)) return immutable(name, tag);
    written.push(image);
    return undefined;
  };
  const listener: RequestListener = async (request, response) => {
    const refusal = await refusalOf(request);
    if (refusal) refuse(request, response, refusal);
    else forward(upstream(), request, response);
  };
  return { listener, written };
}

interface Refusal {
  status: number;
  code: string;
  message: string;
}

const anonymous = { status: 401, code: "UNAUTHORIZED", message: "Not Authorized" };
const expired = {
  status: 403,
  code: "DENIED",
  message: "Your authorization token has expired. Reauthenticate and try again.",
};
const unknown = (name: string): Refusal => ({
  status: 404,
  code: "NAME_UNKNOWN",
  message: `The repository with name '${name}' does not exist in the registry with id '123456789012'`,
});
const immutable = (name: string, tag: string): Refusal => ({
  status: 400,
  code: "TAG_INVALID",
  message: `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the tag is immutable.`,
});

async function isLoggedIn(ecr: Moto["ecr"], header = ""): Promise<"yes" | "no" | "no more"> {
  if (!header.startsWith("Basic ")) return "no";
  const given = (await ecr("GetAuthorizationToken", {})) as { authorizationData: { authorizationToken: string }[] };
  const tokens = given.authorizationData.map(({ authorizationToken }) => `Basic ${authorizationToken}`);
  return tokens.includes(header) ? "yes" : "no more";
}

async function repositoryOf(ecr: Moto["ecr"], name: string): Promise<Repository | undefined> {
  const found = await ecr("DescribeRepositories", { repositoryNames: [name] });
  return (found as { repositories: Repository[] } | undefined)?.repositories[0];
}

function refuse(request: IncomingMessage, response: ServerResponse, { status, code, message }: Refusal): void {
  const challenge = {
    "www-authenticate": `Basic realm="https://${request.headers.host}/",service="ecr.amazonaws.com"`,
  };
  request.resume().on("end", () => {
    response.writeHead(status, { "content-type": "application/json", ...(status === 401 && challenge) });
    response.end(JSON.stringify({ errors: [{ code, message }] }));
  });
}

function forward(upstream: string, request: IncomingMessage, response: ServerResponse): void {
  const [host, port] = upstream.replace("localhost", "127.0.0.1").split(":");
  const { method, url, headers } = request;
  const { authorization: _, ...others } = headers;
  const onward = ask({ host, port, method, path: url, headers: others }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => request.socket.destroy());
  request.pipe(onward);
}
