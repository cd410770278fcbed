import { z } from "zod";
import { pushedRef, signatureIn, type Webhook } from "./webhook.ts";

const push = z.object({ ref: z.string(), after: z.string() });

/** Gitea, and Forgejo that came of it: both send their own headers beside those of GitHub. */
export const gitea: Webhook = {
  deliveryOf: (headers) => headers["x-forgejo-delivery"] ?? headers["x-gitea-delivery"] ?? headers["x-github-delivery"],
  proofOf(headers) {
    const signature = headers["x-forgejo-signature"] ?? headers["x-gitea-signature"];
    return signature === undefined ? signatureIn(headers["x-hub-signature-256"]) : { signature };
  },
  pushedRefs(headers, payload) {
    const event = headers["x-forgejo-event"] ?? headers["x-gitea-event"] ?? headers["x-github-event"];
    const { data } = push.safeParse(payload);
    return event === "push" && data ? [pushedRef(data.ref, data.after)] : [];
  },
};
