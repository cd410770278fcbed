import type { ApiException } from "@kubernetes/client-node";
import { Failure, preconditionError } from "../../../lib/errors.ts";
import { cutText } from "../../../lib/foreign-text.ts";
import { patienceMs } from "./transport.ts";

/** What the API server says where it refuses something. */
export interface Status {
  message?: string;
  reason?: string;
  details?: { causes?: { field?: string; message?: string }[] };
}

const isApiException = (error: unknown): error is ApiException<unknown> =>
  error instanceof Error && typeof (error as { code?: unknown }).code === "number" && "body" in error;

/** The HTTP status of a refused request; undefined where something else went wrong. */
export const statusOf = (error: unknown): number | undefined => (isApiException(error) ? error.code : undefined);

export const isNotFound = (error: unknown): boolean => statusOf(error) === 404;
export const isConflict = (error: unknown): boolean => statusOf(error) === 409;
export const isForbidden = (error: unknown): boolean => statusOf(error) === 403;

/** The server's own words; undefined where it spoke no Kubernetes. */
export function refusalOf(error: unknown): Status | undefined {
  if (!isApiException(error)) return undefined;
  try {
    const status = typeof error.body === "string" ? JSON.parse(error.body) : error.body;
    if (status?.kind !== "Status") return undefined;
    return { ...status, ...(status.message && { message: cutText(status.message) }) };
  } catch {
    return undefined;
  }
}

/**
 * Our words for what the API answered, or did not: `what` says what was tried, as in "read the Secret chat-redis".
 * Whatever does not come from the API stays what it is.
 */
export function asFailure(error: unknown, what: string): unknown {
  if (error instanceof Failure) return error;
  const status = statusOf(error);
  if (status === undefined) return lossOf(error, "the cluster", `cannot ${what}: `) ?? error;
  const refusal = refusalOf(error);
  const words = refusal?.message ?? `the cluster answered ${status}`;
  if (status === 401) return refused(what, "the cluster does not accept your credentials any more", renewHint, error);
  if (status === 403) return forbidden(what, words, error);
  if (status === 404) return refused(what, words, "It was there a moment ago, or was never made.", error);
  if (status === 409) return refused(what, words, "Somebody else is changing it: run the same command again.", error);
  if (status === 422) return invalid(what, words, refusal, error);
  return refused(what, words, "Run the same command again; if it stays so, ask whoever runs the cluster.", error);
}

const renewHint = "They may have expired: log in again as you do for kubectl, then run the same command again.";

const refused = (what: string, words: string, hint: string, cause: unknown, details: string[] = []): Failure =>
  preconditionError(`cannot ${what}: ${words}`, { hint, details, cause });

const missingRight =
  /User "(?<user>[^"]*)" cannot (?<verb>\S+) resource "(?<resource>[^"]*)" in API group "(?<group>[^"]*)"(?: in the namespace "(?<namespace>[^"]*)")?/;

/** Whether a role is missing; a quota or an admission controller answers with the same status. */
export const isMissingRight = (error: unknown): boolean =>
  isForbidden(error) && missingRight.test(refusalOf(error)?.message ?? "");

/** A missing right is named; other refusals (quota, Pod Security, an admission webhook) are in the server's words. */
function forbidden(what: string, words: string, cause: unknown): Failure {
  const right = words.match(missingRight)?.groups;
  if (!right)
    return refused(what, words, "The cluster's rules forbid it: change the chart, or ask who set them.", cause);
  const { user, verb, resource, group, namespace } = right;
  const place = namespace ? `in namespace ${namespace}` : "in the whole cluster";
  const kind = group ? `${resource}.${group}` : resource;
  const hint =
    user === "system:anonymous"
      ? "The kubeconfig gives no credentials: log in as you do for kubectl."
      : `Ask for a ${namespace ? "Role" : "ClusterRole"} with the verb ${verb} on ${kind}, or name another context with --context.`;
  return refused(what, `${user} may not ${verb} ${kind} ${place}`, hint, cause);
}

function invalid(what: string, words: string, refusal: Status | undefined, cause: unknown): Failure {
  const causes = refusal?.details?.causes ?? [];
  const details = causes.map(({ field, message }) => [field, message].filter(Boolean).join(": "));
  return refused(what, words, "Correct the chart or its values.", cause, details);
}

/** The Failure of a request that got no answer; undefined where it got one. */
export function lossOf(error: unknown, place: string, what = ""): Failure | undefined {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return silent(`${what}${place} does not answer: nothing within ${patienceMs / 1000} s`, error);
  }
  if (!(error instanceof TypeError && error.cause instanceof Error)) return undefined;
  const { code, message } = error.cause as NodeJS.ErrnoException;
  // Node adds advice of its own behind a semicolon.
  const why = message.split("; ")[0] || code || "the connection was refused";
  if (isUntrusted(code)) return untrusted(`${what}the certificate of ${place} is not trusted: ${why}`, error);
  return silent(`${what}${place} does not answer: ${why}`, error);
}

const isUntrusted = (code: string | undefined) =>
  /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(code ?? "");

const silent = (message: string, cause: unknown): Failure =>
  preconditionError(message, {
    hint: "Check that the cluster runs and can be reached from here (`kubectl version`), then run the same command again.",
    cause,
  });

const untrusted = (message: string, cause: unknown): Failure =>
  preconditionError(message, {
    hint: "The kubeconfig names another `certificate-authority` than the cluster has: fetch the kubeconfig again.",
    cause,
  });
