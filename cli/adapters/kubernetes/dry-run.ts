import { maskSecretsOf } from "../../../lib/secrets.ts";
import { once } from "../../core/once.ts";
import { namedTexts } from "../../domain/environment/drift.ts";
import { defaultedFields } from "../../domain/preflight/defaulted.ts";
import { foreignHint, hintFor } from "../../domain/preflight/refusal-hints.ts";
import { unchangeable } from "../../domain/preflight/unchangeable.ts";
import type { Cluster } from "./cluster.ts";
import { asFailure, isConflict, isMissingRight, refusalOf, statusOf } from "./errors.ts";
import type { LiveObject } from "./helm3-owned-fields.ts";
import { foreignTo } from "./ownership.ts";
import type { AnyObject, FindResource, Resource } from "./resources.ts";
import { change, create, patch, readLive } from "./trial.ts";
import { type BundledDefinitions, ofUnknownKind } from "./unknown-kinds.ts";

/** What the API server says to an object that it is only asked about. */
export interface Refusal {
  kind: string;
  name: string;
  message: string;
  /** It is there and not of this Helm release, which Helm refuses unless an earlier revision has it. */
  isForeign?: true;
  /** How to go on, if it is not to correct the chart. */
  hint?: string;
  /** `unchecked`: we lack a right, or it depends on something that is not there yet. */
  severity: "refused" | "warning" | "unchecked";
}

interface Asked {
  helmRelease: string;
  objects: readonly AnyObject[];
  /** Whether the API server merges what Helm applies: Helm 3 does so by itself, and takes more. */
  isServerSide: boolean;
  /** Reads them if a kind is unknown. */
  bundled: () => Promise<BundledDefinitions>;
}

/** Asks the API server what it would say to each object of a Helm release, and lets it change nothing. */
export async function tryApply(cluster: Cluster, find: FindResource, asked: Asked): Promise<Refusal[]> {
  const bundled = once(asked.bundled);
  const refusals = await Promise.all(
    asked.objects.map((object) => tryObject(cluster, find, object, { ...asked, bundled })),
  );
  return refusals.flat();
}

async function tryObject(
  cluster: Cluster,
  find: FindResource,
  object: AnyObject,
  { helmRelease, objects, isServerSide, bundled }: Asked,
): Promise<Refusal[]> {
  const resource = await find(object);
  if (!resource) return [{ ...titleOf(object), ...ofUnknownKind(object, objects, await bundled()) }];
  try {
    if (isMadeAnew(object)) return warningsFor(object, (await create(cluster, resource, object)).warnings);
    const { warnings, body } = await change(cluster, resource, object);
    return [...warningsFor(object, warnings), ...(await foreign(cluster, resource, body, helmRelease))];
  } catch (error) {
    if (isMadeAnew(object) && isConflict(error)) return [];
    if (isServerSideOnly(error))
      return isServerSide ? [refusedByMerge(object, error)] : tryPlainly(cluster, resource, object, error);
    return [{ ...refusalFor(object, error), ...(await ofWhatIsFixed(cluster, resource, object, error)) }];
  }
}

/** What is said of a field that cannot be changed or taken away any more, which the server's words dump rather than name. */
async function ofWhatIsFixed(cluster: Cluster, resource: Resource, object: AnyObject, error: unknown) {
  const causes = statusOf(error) === 422 ? (refusalOf(error)?.details?.causes ?? []) : [];
  const live = causes.length > 0 ? await readLive(cluster, resource) : undefined;
  if (!live) return undefined;
  for (const each of [live, object]) maskSecretsOf(Object.fromEntries(namedTexts(each)));
  const refused = causes.map(({ field = "", message = "" }) => ({ field, message }));
  const namespace = object.metadata.namespace ?? cluster.namespace;
  return unchangeable(live, object, refused, namespace) ?? defaultedFields(live, object, refused, namespace);
}

const warningsFor = (object: AnyObject, warnings: readonly string[]): Refusal[] =>
  warnings.map((message) => ({ ...titleOf(object), message, severity: "warning" }));

/** What is there already, and of somebody else. A trial does not tell: it takes Helm's marks away, which a chart lacks. */
async function foreign(
  cluster: Cluster,
  resource: Resource,
  tried: LiveObject,
  helmRelease: string,
): Promise<Refusal[]> {
  // What a trial would only make has no version.
  const live = tried.metadata.resourceVersion && (await readLive(cluster, resource));
  const whose = live && foreignTo(helmRelease, cluster, live);
  const message = `exists already and is ${whose}`;
  return whose
    ? [{ ...titleOf(tried), message, isForeign: true, hint: foreignHint(tried.kind), severity: "refused" }]
    : [];
}

/** Helm deletes a hook of the same name before it makes the new one. */
const isMadeAnew = ({ metadata }: AnyObject): boolean =>
  !metadata.name || metadata.annotations?.["helm.sh/hook"] !== undefined;

/** Unknown fields and what stands twice in a list: a server-side apply refuses them, Helm 3 goes another way. */
const isServerSideOnly = (error: unknown): boolean =>
  /failed to create typed patch object/.test(refusalOf(error)?.message ?? "");

const wordsOfMerge = (error: unknown): string => (refusalOf(error)?.message ?? "").replace(/^.*?Kind=\w+\): /s, "");

const refusedByMerge = (object: AnyObject, error: unknown): Refusal => ({
  ...titleOf(object),
  message: wordsOfMerge(error),
  hint: "Helm 4 leaves it to the API server to merge this, which refuses it; Helm 3 did that by itself. Correct it in the chart, commit, and release again.",
  severity: "refused",
});

/** The words of a merge are only a warning then: what Helm 3 makes of it may miss something. */
async function tryPlainly(
  cluster: Cluster,
  resource: Resource,
  object: AnyObject,
  serverSide: unknown,
): Promise<Refusal[]> {
  const message = wordsOfMerge(serverSide);
  try {
    await create(cluster, resource, object).catch((error) => {
      if (!isConflict(error)) throw error;
      return patch(cluster, resource, object);
    });
    return [{ ...titleOf(object), message, severity: "warning" }];
  } catch (error) {
    return [refusalFor(object, error)];
  }
}

export const titleOf = ({ kind, metadata }: AnyObject) => ({ kind, name: metadata.name ?? "" });

/** A webhook that cannot be tried, and the account that a new namespace gets a moment later. */
const dependsOnMore = /does not support dry run|serviceaccount "default" not found/;

/** What a trial was answered, in the server's words; throws where the cluster is lost. */
export function refusalFor(object: AnyObject, error: unknown): Refusal {
  const status = statusOf(error) ?? 0;
  const refusal = refusalOf(error);
  if (!refusal) throw asFailure(error, `ask the cluster about ${object.kind} ${object.metadata.name}`);
  const { message = "", details } = refusal;
  const causes = (details?.causes ?? []).map(({ field, message }) => [field, message].filter(Boolean).join(": "));
  const isUnsure = isMissingRight(error) || [404, 409, 429, 503, 504].includes(status) || dependsOnMore.test(message);
  const hint = hintFor(message);
  return {
    ...titleOf(object),
    message: causes.length > 0 ? causes.join("; ") : message.replace(/^pods "[^"]*" is forbidden: /, ""),
    ...(hint && { hint }),
    severity: isUnsure ? "unchecked" : "refused",
  };
}
