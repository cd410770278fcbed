import { z } from "zod";
import { address, duration, secret } from "./fields.ts";
import { oidc } from "./oidc-schema.ts";

/** What somebody may do on the page. */
export const roles = ["look", "promote", "approve"] as const;

export type Role = (typeof roles)[number];

const origin = z.string().refine((text) => URL.parse(text)?.origin === text && /^https?:/.test(text), {
  error: "must be a scheme, a host and perhaps a port, such as https://deploy.example.com",
});

/** As it stands in histories. */
export const personName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._@+-]{0,63}$/, { error: "must be lower-case letters, digits and any of . _ @ + -" });

const token = z
  .strictObject({
    ...secret.shape,
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, { error: "must be 64 hexadecimal digits" })
      .optional()
      .describe("SHA-256 of the token, in hexadecimal digits: then nobody who reads it can log in"),
  })
  .refine((value) => Object.values(value).filter((each) => each !== undefined).length === 1, {
    error: "needs exactly one of `env`, `file` and `sha256`",
  });

const person = z.strictObject({
  token: token.describe("What the person logs in with: at least 20 characters, made by chance"),
  roles: z
    .array(z.enum(roles))
    .min(1)
    .describe("`look`, `promote` (also roll back, hold and try again), `approve` (open a gate with `confirm`)"),
});

/** The page of `chatops serve`. */
export const page = z
  .strictObject({
    listen: address.default("127.0.0.1:8088").describe("Where the page is served"),
    url: origin
      .optional()
      .describe("Where people reach it, through the server that speaks TLS; without it where it listens"),
    session: duration.prefault("12h").describe("How long somebody stays logged in"),
    people: z.record(personName, person).default({}).describe("Who may log in with a token, by their names"),
    oidc: oidc
      .optional()
      .describe(
        "Has people log in by OpenID Connect, with roles by their groups; needs `url`, or to be on this machine",
      ),
  })
  .refine(({ people, oidc }) => oidc !== undefined || Object.keys(people).length > 0, {
    error: "must name a person, or have `oidc`",
    path: ["people"],
  });

export type PageSettings = z.output<typeof page>;
export type TokenPlace = z.output<typeof token>;
