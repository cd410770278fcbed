import { parseVersion } from "../release/version.ts";
import { type ComposeContainer, conditionOf } from "../rollout/compose-rollout.ts";
import { composeLabels, deploymentLabels } from "./compose.ts";

/** What runs of the project's own image, as its containers say, whoever put them there. */
export interface Running {
  /** Its version, or the name of its image where chatops did not start it. */
  name: string;
  version: string | undefined;
  commit: string | undefined;
  /** Identity of the repository that it is of; undefined where nothing says so. */
  repository: string | undefined;
  service: string;
  image: { reference: string; id: string };
  /** The id of the image that each service runs, also of others. */
  images: ReadonlyMap<string, string>;
  condition: "healthy" | "sick" | "uncertain";
  /** When it was started, ISO 8601. */
  since: string;
  /** The Compose files that it was started with, and their folder. */
  files: string[];
  folder: string | undefined;
}

/** Finds what runs of the project's own image: what is labelled so, else the service of the Compose file. */
export function runningOf(containers: readonly ComposeContainer[], service: string, now: number): Running | undefined {
  const labelled = containers.filter(({ labels }) => labels[deploymentLabels.version] !== undefined);
  const own = labelled.length > 0 ? labelled : containers.filter((container) => container.service === service);
  const conditions = own.map((container) => conditionOf(container, now));
  // A killed run may leave containers of two versions: the one that may still work is what ran.
  const best = own.find((_, index) => conditions[index] !== "sick") ?? own[0];
  if (!best) return undefined;
  const [condition = "uncertain", ...others] = new Set(conditions);
  // Anybody can write a label, and a version becomes the name of a folder.
  const version = parseVersion(best.labels[deploymentLabels.version] ?? "");
  return {
    name: version ?? best.reference,
    version,
    commit: best.labels[deploymentLabels.commit],
    repository: best.labels[deploymentLabels.repository],
    service: best.service,
    image: { reference: best.reference, id: best.image },
    images: new Map(containers.map((container) => [container.service, container.image])),
    condition: others.length > 0 ? "uncertain" : condition,
    since: best.startedAt,
    files: best.labels[composeLabels.files]?.split(",").filter(Boolean) ?? [],
    folder: best.labels[composeLabels.folder],
  };
}

type Mark = Pick<ComposeContainer, "id" | "name" | "status" | "startedAt">;

/** Whether these are the same containers in the same state, none started anew or renamed. */
export function areUnchanged(before: readonly Mark[], now: readonly Mark[]): boolean {
  const marksOf = (containers: readonly Mark[]) =>
    containers.map(({ id, name, status, startedAt }) => `${id} ${name} ${status} ${startedAt}`).sort();
  return marksOf(before).join("\n") === marksOf(now).join("\n");
}

/** Whose the containers of a Compose project are, by their labels. */
export type Owner =
  | { kind: "nobody" }
  | { kind: "repository"; identities: string[] }
  /** An older chatops, which did not say of which repository it is. */
  | { kind: "chatops" }
  /** Somebody with `docker compose` in these folders. */
  | { kind: "folder"; folders: string[] };

export function ownerOf(containers: readonly Pick<ComposeContainer, "labels">[]): Owner {
  if (containers.length === 0) return { kind: "nobody" };
  const valuesOf = (label: string) => [...new Set(containers.flatMap(({ labels }) => labels[label] ?? []))];
  const identities = valuesOf(deploymentLabels.repository);
  if (identities.length > 0) return { kind: "repository", identities };
  if (valuesOf(deploymentLabels.version).length > 0) return { kind: "chatops" };
  return { kind: "folder", folders: valuesOf(composeLabels.folder) };
}
