import { basicAuthorization, type Credentials, maskSecret } from "../../../lib/secrets.ts";
import { jsonOf, request, type Server } from "../../core/http.ts";
import { unexpected } from "./refusals.ts";

interface Asked {
  server: Server;
  /** URL of the repository. */
  base: string;
  credentials: Credentials | undefined;
}

/** Answers a challenge: basic credentials, or a token fetched with them (https://distribution.github.io/distribution/spec/auth/token/). */
export async function authorize({ server, base, credentials }: Asked, challenge: string): Promise<string | undefined> {
  const basic = credentials && basicAuthorization(credentials);
  if (!/^bearer/i.test(challenge)) return basic;
  const fields = Object.fromEntries(
    [...challenge.matchAll(/\b(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  const url = new URL(fields.realm ?? base, base);
  if (fields.service) url.searchParams.set("service", fields.service);
  url.searchParams.set("scope", `repository:${new URL(base).pathname.slice("/v2/".length)}:pull,push`);
  const name = `the token server ${url.host} of ${server.name}`;
  const reply = await request({ ...server, name }, url, { ...(basic && { headers: { authorization: basic } }) });
  if (reply.status === 429 || reply.status >= 500) throw unexpected(name, reply);
  if (!reply.ok) return undefined;
  const { token, access_token = token } = jsonOf<{ token?: string; access_token?: string }>(server, reply);
  maskSecret(access_token);
  return `Bearer ${access_token}`;
}
