import { z } from "zod";
import { type Headers, pushedRef, signatureIn, type Webhook } from "./webhook.ts";

const push = z.object({ ref: z.string(), after: z.string() });

/** Gitea, and Forgejo that came of it: both send their own headers beside those of GitHub. */
const eventOf = (headers: Headers) =>
  headers["x-forgejo-event"] ?? headers["x-gitea-event"] ?? headers["x-github-event"];

export const gitea: Webhook = {
  deliveryOf: (headers) => headers["x-forgejo-delivery"] ?? headers["x-gitea-delivery"] ?? headers["x-github-delivery"],
  proofOf(headers) {
    const signature = headers["x-forgejo-signature"] ?? headers["x-gitea-signature"];
    return signature === undefined ? signatureIn(headers["x-hub-signature-256"]) : { signature };
  },
  pushedRefs(headers, payload) {
    const { data } = push.safeParse(payload);
    return eventOf(headers) === "push" && data ? [pushedRef(data.ref, data.after)] : [];
  },
  // Comments on pull requests are told as those on issues.
  tellsOfPulls: (headers) => /^(?:pull_request|issue_comment)/.test(eventOf(headers) ?? ""),
};
