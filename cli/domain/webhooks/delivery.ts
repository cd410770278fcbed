import type { Provider } from "../../core/serve/schema.ts";
import { bitbucket } from "./bitbucket.ts";
import { gitea } from "./gitea.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { isSameSecret, isSignedWith } from "./signature.ts";
import type { Headers, Proof, Webhook } from "./webhook.ts";

const webhooks: Readonly<Record<Provider, Webhook>> = { github, gitlab, gitea, forgejo: gitea, bitbucket };

const longestId = 100;

/** The host's number of a delivery, fit to be shown and written. */
export function deliveryId(provider: Provider, headers: Headers): string | undefined {
  const id = webhooks[provider].deliveryOf(headers)?.replace(/[^\w.:-]/g, "");
  return id ? id.slice(0, longestId) : undefined;
}

/**
 * What a delivery still has to be proven by once its headers are known: nothing, if it is forged whatever its body is, or its
 * body, if that is signed.
 */
export function proofIn(provider: Provider, headers: Headers, secret: string): Proof | undefined {
  const proof = webhooks[provider].proofOf(headers);
  return proof && "token" in proof && !isSameSecret(secret, proof.token) ? undefined : proof;
}

/** Whether the body is what was signed, if the proof is a signature. */
export const isGenuine = (proof: Proof, body: Buffer, secret: string): boolean =>
  "token" in proof || isSignedWith(secret, body, proof.signature);

/** What a genuine delivery is worth: a look at the remote, or the reason why none. */
export type Bell = { rings: true } | { rings: false; why: "other event" | "other branch" | "tag" | "deleted" };

const ignored = (why: Extract<Bell, { rings: false }>["why"]): Bell => ({ rings: false, why });

/** Whether a delivery tells of a commit on a branch that is served. Nothing else of it counts: the remote says what is there. */
export function bellOf(provider: Provider, headers: Headers, body: Buffer, branches: readonly string[]): Bell {
  const refs = webhooks[provider].pushedRefs(headers, payloadOf(headers, body));
  const served = refs.filter(({ ref }) => branches.some((branch) => ref === `refs/heads/${branch}`));
  if (served.some(({ commit }) => commit !== undefined)) return { rings: true };
  if (served.length > 0) return ignored("deleted");
  if (refs.length === 0) return ignored("other event");
  return ignored(refs.every(({ ref }) => ref.startsWith("refs/tags/")) ? "tag" : "other branch");
}

/** Whether a delivery tells that a pull request has changed, or that somebody has commented on one. */
export const tellsOfPulls = (provider: Provider, headers: Headers): boolean => webhooks[provider].tellsOfPulls(headers);

/** The document of the body; GitHub and Gitea put it into a form unless they are told otherwise. Undefined if it is none. */
function payloadOf(headers: Headers, body: Buffer): unknown {
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  const text = body.toString("utf8");
  try {
    return JSON.parse((isForm ? new URLSearchParams(text).get("payload") : text) ?? "");
  } catch {
    return undefined;
  }
}
