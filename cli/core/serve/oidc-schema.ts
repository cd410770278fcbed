import { z } from "zod";
import { secret } from "./fields.ts";

const ofThisMachine = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])$/;

/** Whoever can change what a provider says over the network can be anybody. */
const issuer = z.string().refine(
  (text) => {
    const { protocol, hostname } = URL.parse(text) ?? {};
    const isSafe = protocol === "https:" || (protocol === "http:" && ofThisMachine.test(hostname ?? ""));
    return isSafe && !/[@?#]/.test(text);
  },
  { error: "must be an address such as https://git.example.com, as the provider writes it, with https" },
);

const claim = z.string().regex(/^[\w.:/-]{1,128}$/, { error: "must be the name of a claim" });

const groups = z.array(z.string().min(1).max(256)).min(1).optional();

/** How people log in to the page by an account that they have elsewhere. */
export const oidc = z.strictObject({
  issuer: issuer.describe(
    "Who vouches for people, by OpenID Connect: what stands as `issuer` in its discovery document",
  ),
  clientId: z.string().min(1).max(256).describe("What the provider calls this page"),
  clientSecret: secret.describe("What the provider gave for it"),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, { error: "must be a scope, without blanks" }))
    .default(["profile"])
    .describe(
      "What is asked for beside `openid`; many providers tell groups only with one of their own, such as `groups`",
    ),
  name: claim
    .default("preferred_username")
    .describe("Claim that becomes the person's name here: one that people cannot change themselves"),
  groups: claim.default("groups").describe("Claim that lists the groups of the person"),
  roles: z
    .strictObject({
      look: groups.describe("Groups whose people may look"),
      promote: groups.describe("Groups whose people may promote, roll back, hold and try again"),
      approve: groups.describe("Groups whose people may approve"),
    })
    .refine((all) => Object.values(all).some((each) => each !== undefined), { error: "must name a group" })
    .describe("Which groups have which role; whoever is in none of them is not let in"),
});

export type OidcSettings = z.output<typeof oidc>;
