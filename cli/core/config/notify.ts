import { z } from "zod";

export const channelKinds = ["slack", "teams", "discord", "webhook", "email", "chat"] as const;
export type ChannelKind = (typeof channelKinds)[number];

const promotionEvents = ["started", "done", "failed"] as const;
export type PromotionEvent = (typeof promotionEvents)[number];

const address = z.email({ error: "must be an e-mail address" });

/** What a channel has besides where it is and when it is told, wherever it is named. */
export const channelFields = {
  to: z
    .enum(channelKinds)
    .describe("Kind of the channel; `webhook` gets the facts as JSON, `chat` is our own chat server"),
  mail: z
    .strictObject({ from: address, to: z.array(address).min(1) })
    .optional()
    .describe("With `email`: who it is from, and who gets it"),
  text: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe(
      "What is said, in place of `{text}`; so stand `{version}`, `{environment}` and other facts for what they are",
    ),
};

/** A channel says who gets a mail, and only then. */
export const withMail = [
  ({ to, mail }: { to: ChannelKind; mail?: object | undefined }) => (to === "email") === (mail !== undefined),
  { error: "needs `mail` with `from` and `to` if it goes to `email`, and only then" },
] as const;

const channel = z
  .strictObject({
    ...channelFields,
    url: z.strictObject({
      env: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "must be the name of a variable" })
        .describe("Variable that holds where it is, which is a secret; who has not set it tells nobody there"),
    }),
    when: z
      .array(z.enum(promotionEvents))
      .min(1)
      .default([...promotionEvents])
      .describe("What is told: `started`, `done`, `failed`"),
  })
  .refine(...withMail);

/** Who is told of promotions. */
export const notify = z.array(channel).default([]).describe("Who is told of promotions, wherever they are made");

export type NotifySettings = z.output<typeof notify>;
