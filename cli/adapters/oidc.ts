import { messageOf, preconditionError } from "../../lib/errors.ts";
import { cutLine } from "../../lib/foreign-text.ts";
import { fetchByMachine } from "../core/connection.ts";

type Library = typeof import("openid-client");
type Configuration = import("openid-client").Configuration;

export interface ProviderParts {
  issuer: string;
  clientId: string;
  clientSecret: string;
  scopes: readonly string[];
  /** Its proxies and certificates count. */
  env: NodeJS.ProcessEnv;
}

export interface SignOn {
  /** Where the provider sends people back to. */
  redirectUri: string;
  state: string;
  nonce: string;
  verifier: string;
}

/** An OpenID provider, as it says of itself. */
export interface Provider {
  /** Throws if it cannot be asked, or is another one. */
  verify(): Promise<void>;
  /** Where somebody logs in. */
  address(signOn: SignOn): Promise<string>;
  /** What it says of who came back, with `wanted` among it if it says that anywhere. Throws if anything of that is not so. */
  claims(signOn: SignOn, query: string, wanted: readonly string[]): Promise<Record<string, unknown>>;
}

const patienceSeconds = 10;

/** Nothing is asked before somebody wants to log in, and what the provider says of itself is kept from then on. */
export function createProvider(parts: ProviderParts): Provider {
  let asked: Promise<{ library: Library; configuration: Configuration }> | undefined;
  const known = () => {
    asked ??= discover(parts).catch((error) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
  return {
    verify: async () => void (await known()),
    async address({ redirectUri, state, nonce, verifier }) {
      const { library, configuration } = await known();
      return library.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: [...new Set(["openid", ...parts.scopes])].join(" "),
        state,
        nonce,
        code_challenge: await library.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      }).href;
    },
    async claims(signOn, query, wanted) {
      const { library, configuration } = await known();
      try {
        return await redeem(library, configuration, signOn, query, wanted);
      } catch (error) {
        throw preconditionError(`${parts.issuer}: ${reasonOf(error)}`);
      }
    },
  };
}

async function discover({ issuer, clientId, clientSecret, env }: ProviderParts) {
  const library = await import("openid-client");
  const execute = [
    // TLS would be enough of a proof; a signature is one also where something stands between.
    library.enableNonRepudiationChecks,
    ...(issuer.startsWith("http:") ? [library.allowInsecureRequests] : []),
  ];
  const options = {
    execute,
    timeout: patienceSeconds,
    [library.customFetch]: (url: string, init: object) => fetchByMachine(new URL(url), init, { env }),
  };
  try {
    return {
      library,
      configuration: await library.discovery(new URL(issuer), clientId, clientSecret, undefined, options),
    };
  } catch (error) {
    throw preconditionError(`${issuer} does not say how to log in: ${reasonOf(error)}`, {
      hint: "Its discovery document must be reached, and name `page.oidc.issuer` as its issuer, letter by letter.",
    });
  }
}

async function redeem(
  library: Library,
  configuration: Configuration,
  { redirectUri, state, nonce, verifier }: SignOn,
  query: string,
  wanted: readonly string[],
): Promise<Record<string, unknown>> {
  const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
  const tokens = await library.authorizationCodeGrant(configuration, new URL(`${redirectUri}?${query}`), checks);
  const claims = tokens.claims();
  if (!claims) throw new Error("it gave no token that says who it is");
  const isMissing = wanted.some((claim) => claims[claim] === undefined);
  if (!isMissing || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
  // Some keep tokens small, and say the rest only when they are asked.
  return { ...(await library.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims };
}

/** What the library says, and what the provider said to it. */
function reasonOf(error: unknown): string {
  const { cause, error: code } = error as { cause?: unknown; error?: unknown };
  const parts = [messageOf(error), code, cause instanceof Error ? messageOf(cause) : undefined];
  return cutLine(parts.filter((part) => typeof part === "string").join(": "));
}
