import { createHmac, generateKeyPairSync, hash, type KeyObject, randomBytes, sign } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { httpServer } from "./http-server.ts";

/** What a token says. */
type Claims = Record<string, unknown>;

export interface OidcProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What it says of whoever logs in; in the token, or only where it is asked for it. */
  account: { claims: Claims; userinfo?: Claims };
  /** Makes its next tokens otherwise than they should be. */
  spoil: { claims?: (claims: Claims) => Claims; signature?: "another key" | "none" | "client secret"; issuer?: string };
  /** What was asked otherwise than the specification allows. */
  wrong: string[];
}

interface Grant {
  challenge: string;
  nonce: string;
  redirectUri: string;
  isUsed: boolean;
}

const base64url = (value: object | Buffer): string =>
  (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))).toString("base64url");

const newKey = () => ({ kid: randomBytes(4).toString("hex"), ...generateKeyPairSync("rsa", { modulusLength: 2048 }) });

/**
 * A provider of OpenID Connect that does what the specification says, with authorization codes and PKCE alone: it takes nothing that
 * a client has left out, and each code once.
 */
export async function oidcProvider(redirectUri: () => string): Promise<OidcProvider> {
  const grants = new Map<string, Grant>();
  const key = newKey();
  const other = newKey();
  const wrong: string[] = [];
  const { host } = await httpServer((request, response) => {
    void answer(request, response);
  });
  const issuer = `http://${host}`;
  const provider: OidcProvider = {
    issuer,
    clientId: "chatops",
    clientSecret: randomBytes(16).toString("hex"),
    account: { claims: {} },
    spoil: {},
    wrong,
  };

  const token = (nonce: string): string => {
    const now = Math.floor(Date.now() / 1_000);
    const { claims = (all: Claims) => all, signature } = provider.spoil;
    const usual = { iss: issuer, aud: provider.clientId, sub: "4711", iat: now, exp: now + 300, nonce };
    const body = base64url(claims({ ...usual, ...provider.account.claims }));
    const signed = (alg: string, make: (text: string) => Buffer, kid = key.kid) => {
      const text = `${base64url({ alg, kid, typ: "JWT" })}.${body}`;
      return `${text}.${base64url(make(text))}`;
    };
    const rsa = (by: KeyObject) => (text: string) => sign("sha256", Buffer.from(text), by);
    if (signature === "none") return signed("none", () => Buffer.alloc(0));
    if (signature === "client secret")
      return signed("HS256", (text) => createHmac("sha256", provider.clientSecret).update(text).digest());
    return signed("RS256", rsa(signature === "another key" ? other.privateKey : key.privateKey));
  };

  const authorize = (query: URLSearchParams): { status: number; location?: string } => {
    const word = (name: string) => query.get(name) ?? "";
    const isRight =
      word("response_type") === "code" &&
      word("client_id") === provider.clientId &&
      word("redirect_uri") === redirectUri() &&
      word("scope").split(" ").includes("openid") &&
      word("state").length >= 32 &&
      word("nonce").length >= 32 &&
      word("code_challenge").length === 43 &&
      word("code_challenge_method") === "S256";
    if (!isRight) wrong.push(`authorize: ${query}`);
    if (!isRight) return { status: 400 };
    const code = randomBytes(16).toString("hex");
    const grant = { challenge: word("code_challenge"), nonce: word("nonce"), redirectUri: word("redirect_uri") };
    grants.set(code, { ...grant, isUsed: false });
    const back = new URL(redirectUri());
    back.search = `${new URLSearchParams({ code, state: word("state"), iss: provider.spoil.issuer ?? issuer })}`;
    return { status: 302, location: back.href };
  };

  const redeem = (form: URLSearchParams): { status: number; document: object } => {
    const word = (name: string) => form.get(name) ?? "";
    const refused = (error: string, why: string) => {
      wrong.push(`token: ${why}`);
      return { status: 400, document: { error } };
    };
    if (word("client_id") !== provider.clientId || word("client_secret") !== provider.clientSecret)
      return refused("invalid_client", "another client");
    const grant = grants.get(word("code"));
    if (word("grant_type") !== "authorization_code" || !grant) return refused("invalid_grant", "no such code");
    if (grant.isUsed) return refused("invalid_grant", "the code was redeemed before");
    grant.isUsed = true;
    if (grant.redirectUri !== word("redirect_uri")) return refused("invalid_grant", "another redirect URI");
    if (hash("sha256", word("code_verifier"), "base64url") !== grant.challenge)
      return refused("invalid_grant", "another verifier");
    const access = { access_token: `access-${word("code")}`, token_type: "Bearer", expires_in: 300 };
    return { status: 200, document: { ...access, id_token: token(grant.nonce) } };
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", issuer);
    const say = (status: number, document: object) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(document));
    switch (`${request.method} ${url.pathname}`) {
      case "GET /.well-known/openid-configuration":
        return say(200, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          userinfo_endpoint: `${issuer}/userinfo`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
          authorization_response_iss_parameter_supported: true,
        });
      case "GET /jwks": {
        const jwk = key.publicKey.export({ format: "jwk" });
        return say(200, { keys: [{ ...jwk, kid: key.kid, use: "sig", alg: "RS256" }] });
      }
      case "GET /authorize": {
        const { status, location } = authorize(url.searchParams);
        return void response.writeHead(status, location ? { location } : {}).end();
      }
      case "POST /token": {
        let text = "";
        for await (const chunk of request) text += chunk;
        const { status, document } = redeem(new URLSearchParams(text));
        return say(status, document);
      }
      case "GET /userinfo": {
        const isKnown = grants.has(request.headers.authorization?.replace("Bearer access-", "") ?? "");
        return isKnown
          ? say(200, { sub: "4711", ...provider.account.claims, ...provider.account.userinfo })
          : say(401, { error: "invalid_token" });
      }
      default:
        wrong.push(`${request.method} ${url.pathname}`);
        return say(404, {});
    }
  }
  return provider;
}
