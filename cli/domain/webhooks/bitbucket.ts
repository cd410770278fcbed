import { z } from "zod";
import { type PushedRef, pushedRef, signatureIn, type Webhook } from "./webhook.ts";

const named = z.object({ type: z.string(), name: z.string(), target: z.object({ hash: z.string() }).nullish() });

/** A change has no `new` where the branch was deleted. */
const cloudPush = z.object({
  push: z.object({ changes: z.array(z.object({ new: named.nullish(), old: named.nullish() })) }),
});

const serverPush = z.object({
  changes: z.array(z.object({ ref: z.object({ id: z.string() }), toHash: z.string(), type: z.string() })),
});

const folders: Readonly<Record<string, string>> = { branch: "refs/heads/", named_branch: "refs/heads/" };

/** Bitbucket Cloud, and Bitbucket Data Center, whose events and payloads are others. */
export const bitbucket: Webhook = {
  deliveryOf: (headers) => headers["x-request-uuid"] ?? headers["x-request-id"],
  proofOf: (headers) => signatureIn(headers["x-hub-signature"]),
  pushedRefs(headers, payload) {
    const event = headers["x-event-key"];
    if (event === "repo:push") return ofCloud(payload);
    return event === "repo:refs_changed" ? ofServer(payload) : [];
  },
  tellsOfPulls: (headers) => headers["x-event-key"]?.startsWith("pullrequest:") ?? false,
};

const ofCloud = (payload: unknown): PushedRef[] =>
  (cloudPush.safeParse(payload).data?.push.changes ?? []).flatMap((change) => {
    const ref = change.new ?? change.old;
    return ref ? [pushedRef(`${folders[ref.type] ?? "refs/tags/"}${ref.name}`, change.new?.target?.hash)] : [];
  });

const ofServer = (payload: unknown): PushedRef[] =>
  (serverPush.safeParse(payload).data?.changes ?? []).map(({ ref, toHash, type }) =>
    pushedRef(ref.id, type === "DELETE" ? undefined : toHash),
  );
