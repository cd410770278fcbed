import { z } from "zod";
import { secret } from "./fields.ts";
import { personName } from "./page-schema.ts";

/** As the chat server gives them out: nobody else can have one. */
const uid = z.string().regex(/^~[\w-]{1,64}$/, {
  error: "must be a name that the chat server vouches for, such as ~Zk3vN0aB1cD2eF3g",
});

/** The account of `chatops serve` in our own chat server. */
export const chat = z.strictObject({
  url: z
    .string()
    .refine((text) => /^(?:https?|wss?):$/.test(URL.parse(text)?.protocol ?? "") && !/[@?#]/.test(text), {
      error: "must be where the chat server is, such as https://chat.example.com",
    })
    .describe("Where the chat server is"),
  name: z.string().min(1).max(32).default("chatops").describe("What people read as the sender of what it says"),
  token: secret
    .optional()
    .describe("Proves who it is to the chat server; without it, it keeps the name that it is given there first"),
  people: z
    .record(personName, z.array(uid).min(1))
    .refine((all) => Object.keys(all).length > 0, { error: "must name a person" })
    .describe(
      "Which names in the chat are whose: of people of `page.people`, or of those whom `page.oidc` lets in, as long as their log-in lasts",
    ),
});

export type ChatSettings = z.output<typeof chat>;
