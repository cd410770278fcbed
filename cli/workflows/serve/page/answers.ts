import type { z } from "zod";
import type { Answer, Incoming } from "../../../adapters/http-listener.ts";

/** Nothing of the page is loaded from elsewhere, runs from a text, or is shown in somebody else's frame. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/** What every answer says. */
export const safeHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": policy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
};

export const json = (body: object, status = 200): Answer => ({ status, body: `${JSON.stringify(body)}\n` });

/** Says why not: a word for programs, and a sentence. */
export const refuse = (status: number, error: string, message: string): Answer => json({ error, message }, status);

export const unknown = () => refuse(404, "unknown", "There is no such thing.");

const mostBytes = 4_096;

/** What a request says; undefined if that is not what is expected. */
export async function bodyOf<T>({ readBody }: Incoming, schema: z.ZodType<T>): Promise<T | undefined> {
  const body = await readBody(mostBytes);
  try {
    return schema.safeParse(JSON.parse(`${body}`)).data;
  } catch {
    return undefined;
  }
}
