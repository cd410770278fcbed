import { z } from "zod";

export const channelKinds = ["slack", "teams", "discord", "webhook"] as const;
export type ChannelKind = (typeof channelKinds)[number];

const promotionEvents = ["started", "done", "failed"] as const;
export type PromotionEvent = (typeof promotionEvents)[number];

const channel = z.strictObject({
  to: z.enum(channelKinds).describe("Kind of the channel; `webhook` gets the facts as JSON"),
  url: z.strictObject({
    env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "must be the name of a variable" })
      .describe("Variable that holds where it is posted to, which is a secret; who has not set it tells nobody there"),
  }),
  when: z
    .array(z.enum(promotionEvents))
    .min(1)
    .default([...promotionEvents])
    .describe("What is told: `started`, `done`, `failed`"),
});

/** Who is told of promotions. */
export const notify = z.array(channel).default([]).describe("Who is told of promotions, wherever they are made");

export type NotifySettings = z.output<typeof notify>;
