import { z } from "zod";
import { pushedRef, type Webhook } from "./webhook.ts";

const push = z.object({ object_kind: z.literal("push"), ref: z.string(), after: z.string() });

/** Of a hook of a project or group, and of a system hook, which tells of pushes under a name of its own. */
const pushEvents = ["Push Hook", "System Hook"];

export const gitlab: Webhook = {
  // The first is that of one delivery and its repetitions; GitLab before 17.4 has only the second.
  deliveryOf: (headers) => headers["idempotency-key"] ?? headers["x-gitlab-event-uuid"],
  proofOf(headers) {
    const token = headers["x-gitlab-token"];
    return token === undefined ? undefined : { token };
  },
  pushedRefs(headers, payload) {
    const { data } = push.safeParse(payload);
    if (!data || !pushEvents.includes(headers["x-gitlab-event"] ?? "")) return [];
    return [pushedRef(data.ref, data.after)];
  },
  tellsOfPulls: (headers) => ["Merge Request Hook", "Note Hook"].includes(headers["x-gitlab-event"] ?? ""),
};
