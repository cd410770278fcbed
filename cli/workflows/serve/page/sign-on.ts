import { hash, randomBytes } from "node:crypto";
import { messageOf } from "../../../../lib/errors.ts";
import { maskSecret } from "../../../../lib/secrets.ts";
import type { Answer, Incoming } from "../../../adapters/http-listener.ts";
import { createProvider, type Provider } from "../../../adapters/oidc.ts";
import { createRateLimit } from "../../../core/rate-limit.ts";
import type { OidcSettings } from "../../../core/serve/oidc-schema.ts";
import { readSecret } from "../../../core/serve/secrets.ts";
import { cookieIn } from "../../../domain/serve/page/session.ts";
import { recognize, signOnCookie, signOnMs, signOnWords, wordsOfReturn } from "../../../domain/serve/page/sign-on.ts";
import { type Cookies, noCookie } from "./cookies.ts";
import type { Logins } from "./logins.ts";
import type { People } from "./people.ts";
import type { Route } from "./routes.ts";
import type { Sessions } from "./sessions.ts";

/** A provider that vouches for people, as serve.yaml names it. */
export interface OpenedProvider {
  settings: OidcSettings;
  provider: Provider;
  /** What people read of where they are sent. */
  host: string;
  /** Of the settings: with others every session ends that they have granted. */
  fingerprint: string;
}

/** Throws if its secret is missing; the provider is not asked. */
export function openProvider(settings: OidcSettings, env: NodeJS.ProcessEnv): OpenedProvider {
  const clientSecret = readSecret(settings.clientSecret, "page.oidc.clientSecret", env);
  maskSecret(clientSecret);
  return {
    settings,
    provider: createProvider({ ...settings, clientSecret, env }),
    host: new URL(settings.issuer).host,
    fingerprint: hash("sha256", JSON.stringify(settings)),
  };
}

export interface SignOnParts {
  opened: OpenedProvider;
  people: People;
  logins: Logins | undefined;
  /** Where people reach the page. */
  origin: string;
  key: Buffer;
  cookies: Cookies;
  sessions: Pick<Sessions, "grant">;
  /** Told why somebody did not get in. */
  onRefused: (why: string) => void;
}

const cookieName = "chatops-login";
const returnPath = "/api/login/return";

/** What a browser is told in the address of the page, in a word. */
type Problem = "provider" | "again" | "roles" | "busy";

/** Sends people to the provider, and lets in whom it sends back. They are never sent anywhere else than to this page. */
export function signOnRoutes(parts: SignOnParts): Route[] {
  const isCalm = createRateLimit({ perSecond: 5, burst: 50 });
  const guarded = (answer: (request: Incoming) => Promise<Answer>) => async (request: Incoming) =>
    isCalm() ? answer(request) : toPage("busy");
  return [
    { method: "GET", path: "/api/login", roles: "everybody", answer: guarded(() => begin(parts)) },
    {
      method: "GET",
      path: returnPath,
      isVisited: true,
      roles: "everybody",
      answer: guarded((request) => comeBack(parts, request)),
    },
  ];
}

const redirect = (location: string, cookies: string[]): Answer => ({
  status: 303,
  body: "",
  headers: { location, "set-cookie": cookies },
});

const toPage = (problem: Problem, cookies: string[] = []): Answer => redirect(`/?login=${problem}`, cookies);

const redirectUri = ({ origin }: SignOnParts): string => `${origin}${returnPath}`;

async function begin(parts: SignOnParts): Promise<Answer> {
  const { opened, key, cookies, onRefused } = parts;
  const cookie = signOnCookie(randomBytes(32).toString("base64url"), Date.now());
  try {
    const address = await opened.provider.address({ ...signOnWords(key, cookie), redirectUri: redirectUri(parts) });
    // Sent along when the provider sends people back, which one that is strict would not be.
    return redirect(address, [cookies.set(cookieName, cookie, { seconds: signOnMs / 1_000, sameSite: "Lax" })]);
  } catch (error) {
    onRefused(messageOf(error));
    return toPage("provider");
  }
}

async function comeBack(parts: SignOnParts, { headers, query }: Incoming): Promise<Answer> {
  const { opened, people, logins, key, cookies, sessions, onRefused } = parts;
  const refused = (problem: Problem, why: string) => {
    onRefused(why);
    return toPage(problem, [ended]);
  };
  // Whatever comes of it, this log-in is over.
  const ended = cookies.set(cookieName, noCookie, { seconds: 0, sameSite: "Lax" });
  const cookie = cookieIn(headers.cookie, cookies.nameOf(cookieName)) ?? "";
  const words = wordsOfReturn(key, cookie, new URLSearchParams(query).get("state") ?? "", Date.now());
  if (!words) return refused("again", "it was not begun by this browser, or too long ago");
  const { settings, provider } = opened;
  try {
    const signOn = { ...words, redirectUri: redirectUri(parts) };
    const claims = await provider.claims(signOn, query, [settings.name, settings.groups]);
    const person = recognize(claims, settings);
    if ("why" in person) {
      if (person.name !== undefined) await logins?.forget(person.name);
      return refused("roles", person.why);
    }
    if (people.has(person.name)) return refused("roles", `${person.name} has a token here, and is somebody else`);
    await logins?.note(person);
    return redirect("/", [ended, sessions.grant(person)]);
  } catch (error) {
    return refused("provider", messageOf(error));
  }
}
