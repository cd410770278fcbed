import { basicAuthorization, maskSecret } from "../../../lib/secrets.ts";
import { jsonOf, type Reply, request } from "../../core/http.ts";
import type { RegistryCredentials } from "../../core/registry-credentials.ts";
import { type Challenge, parseChallenges } from "./challenges.ts";
import type { Endpoint } from "./endpoint.ts";
import { refusal, unexpected } from "./refusals.ts";

/** A registry, and as whom it is asked. */
export interface Identity {
  endpoint: () => Promise<Endpoint>;
  /** Registry and repository, `ghcr.io/team/chat`. */
  name: string;
  credentials: RegistryCredentials | undefined;
}

/** Knows what to say when the registry asks who is there. */
export interface Authorization {
  /** The header for a request with this scope; undefined as long as the registry has not asked. */
  headerFor(scope: string): string | undefined;
  /** The header that answers a refusal (401), with a fresh token where tokens are asked for; undefined if there is no answer. */
  answer(refused: Reply, scope: string): Promise<string | undefined>;
}

export function openAuthorization(identity: Identity): Authorization {
  const { credentials } = identity;
  const tokens = new Map<string, string>();
  const basic = () => (credentials?.username ? basicAuthorization(credentials) : undefined);
  /** What a token is asked for to write is enough to read. */
  const wider = (scope: string) => scope.replace(/:pull$/, ":pull,push");
  let isBasic = false;
  let known: Challenge | undefined;
  return {
    headerFor: (scope) => (isBasic ? basic() : (tokens.get(scope) ?? tokens.get(wider(scope)))),
    async answer(refused, scope) {
      const challenges = parseChallenges(refused.headers.get("www-authenticate") ?? "");
      // Of a token that has run out some, such as Harbor, say no more than that they know passwords too.
      const bearer = challenges.find(({ scheme }) => scheme === "bearer") ?? known;
      known = bearer;
      isBasic = !bearer;
      if (!bearer) return basic();
      const token = credentials?.registryToken ?? (await fetchToken(identity, bearer, scope, basic()));
      maskSecret(token);
      tokens.set(scope, `Bearer ${token}`);
      return tokens.get(scope);
    },
  };
}

/** Fetches a token with the login (https://distribution.github.io/distribution/spec/auth/token/). */
async function fetchToken(
  identity: Identity,
  { fields }: Challenge,
  scope: string,
  basic: string | undefined,
): Promise<string> {
  const { credentials } = identity;
  const endpoint = await identity.endpoint();
  const url = new URL(fields.realm ?? "/token", endpoint.base);
  const { service } = fields;
  const server = { ...endpoint.server, name: `the token server ${url.host} of ${endpoint.server.name}` };
  const { identityToken } = credentials ?? {};
  const reply = await (identityToken
    ? request(server, url, byIdentityToken({ service, scope, identityToken }))
    : request(server, withQuery(url, { service, scope, account: credentials?.username }), {
        ...(basic && { headers: { authorization: basic } }),
      }));
  if ([400, 401, 403].includes(reply.status)) {
    const right = scope.includes("push") ? "push" : "pull";
    // Of the token itself 400 says what 401 does: that it is not one.
    const status = reply.status === 400 ? 401 : reply.status;
    throw refusal({ ...identity, right, path: "", isLoggedIn: false }, { ...reply, status });
  }
  if (!reply.ok) throw unexpected(server.name, reply);
  const { token, access_token = token } = jsonOf<{ token?: string; access_token?: string }>(server, reply);
  if (!access_token) throw unexpected(server.name, reply, " without a token");
  return access_token;
}

/** Scopes stand in a query one by one. */
function withQuery(url: URL, { scope, ...fields }: { scope: string; [name: string]: string | undefined }): URL {
  for (const [name, value] of Object.entries(fields)) if (value) url.searchParams.set(name, value);
  for (const each of scope.split(" ")) url.searchParams.append("scope", each);
  return url;
}

function byIdentityToken(fields: { service: string | undefined; scope: string; identityToken: string }): RequestInit {
  const { service = "", scope, identityToken } = fields;
  const form = { grant_type: "refresh_token", service, scope, client_id: "chatops", refresh_token: identityToken };
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return { method: "POST", headers, body: Buffer.from(new URLSearchParams(form).toString()) };
}
