import { z } from "zod";
import { pushedRef, signatureIn, type Webhook } from "./webhook.ts";

const push = z.object({ ref: z.string(), after: z.string(), deleted: z.boolean().optional() });

export const github: Webhook = {
  deliveryOf: (headers) => headers["x-github-delivery"],
  proofOf: (headers) => signatureIn(headers["x-hub-signature-256"]),
  pushedRefs(headers, payload) {
    const { data } = push.safeParse(payload);
    if (headers["x-github-event"] !== "push" || !data) return [];
    return [pushedRef(data.ref, data.deleted ? undefined : data.after)];
  },
  tellsOfPulls: (headers) => ["pull_request", "issue_comment"].includes(headers["x-github-event"] ?? ""),
};
