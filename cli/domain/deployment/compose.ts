import { isDeepStrictEqual } from "node:util";
import type { ComposeModel, ComposeService } from "./compose-model.ts";
import { escaped } from "./dollars.ts";

/**
 * The service that runs the project's own image: the one called like the project, else the only one that is built, or of several
 * that are built alike the one that people reach.
 */
export function ownService(
  { services = {} }: { services?: Readonly<Record<string, { build?: unknown; ports?: unknown }>> },
  name: string,
): string | undefined {
  if (Object.hasOwn(services, name)) return name;
  const built = Object.entries(services).filter(([, { build }]) => build);
  const [first] = built;
  if (!first || built.some(([, { build }]) => !isDeepStrictEqual(build, first[1].build))) return undefined;
  const [service] = built.find(([, { ports }]) => ports) ?? first;
  return service;
}

/** Those of the services that a project names which a Compose file has or, if it names none, its own one. */
export function ownServices(model: ComposeModel, name: string, named: readonly string[] | undefined): string[] {
  if (named) return named.filter((service) => Object.hasOwn(model.services ?? {}, service));
  const own = ownService(model, name);
  return own === undefined ? [] : [own];
}

/** Labels that say on a container which release of which repository it runs. */
export const deploymentLabels = {
  version: "chatops.version",
  commit: "chatops.commit",
  environment: "chatops.environment",
  repository: "chatops.repository",
  /** Of the texts that Compose copied into it. */
  copied: "chatops.copied",
} as const;

/** What Compose itself notes on a container, such as the files that it was started with, and the folder they are relative to. */
export const composeLabels = {
  project: "com.docker.compose.project",
  service: "com.docker.compose.service",
  oneOff: "com.docker.compose.oneoff",
  files: "com.docker.compose.project.config_files",
  folder: "com.docker.compose.project.working_dir",
  configHash: "com.docker.compose.config-hash",
};

/** The container that a deployment put there, whatever its service is called; undefined where none did. */
export const ownContainer = <T extends { labels: Record<string, string> }>(containers: readonly T[]): T | undefined =>
  containers.find(({ labels }) => labels[deploymentLabels.version] !== undefined);

/** Files that versions are started from, in a state or temporary folder; also those of older versions of chatops. */
const keptFiles =
  /\/(chatops\/[^/,]+\/[^/,]+|chatops-[^/,]+)\/versions\/[^/,]+\/(compose\.json|compose\.yaml|override\.yaml)$/;

/** Whether a deployment started a container, and nobody by hand. */
export const isDeployed = ({ labels }: { labels: Record<string, string> }): boolean =>
  labels[deploymentLabels.version] !== undefined || keptFiles.test(labels[composeLabels.files] ?? "");

/** What is said of a version on its containers. */
export interface Marks {
  version: string;
  commit: string | undefined;
  environment: string;
  repository: string | undefined;
}

export interface Pinned {
  /** The project's own one: it says what it runs. */
  service: string;
  /** The image of each service that runs one of the release. */
  images: ReadonlyMap<string, string>;
  /** Undefined: chatops never deployed it, so nothing says that it did. */
  marks: Marks | undefined;
}

const labelsOf = (marks: Marks): Record<string, string> => ({
  [deploymentLabels.version]: marks.version,
  ...(marks.commit && { [deploymentLabels.commit]: marks.commit }),
  [deploymentLabels.environment]: marks.environment,
  ...(marks.repository && { [deploymentLabels.repository]: escaped(marks.repository) }),
});

/** Of an image that the engine has already. */
const never = "never";

/** The same image for all of these services. */
export const imageForAll = (services: readonly string[], image: string): ReadonlyMap<string, string> =>
  new Map(services.map((service) => [service, image]));

/** The model with an image for these services, which builds nothing any more. */
export function pinned({ services = {}, ...model }: ComposeModel, pin: Pinned): ComposeModel {
  const change = ([name, { build: _, ...service }]: [string, ComposeService]) => {
    const image = pin.images.get(name);
    if (image === undefined) return [name, service];
    const labels = name === pin.service && pin.marks ? { ...service.labels, ...labelsOf(pin.marks) } : service.labels;
    return [name, { ...service, image, pull_policy: never, ...(labels && { labels }) }];
  };
  return { ...model, services: Object.fromEntries(Object.entries(services).map(change)) };
}

/** The service whose containers are going to say which version they are; undefined if none does. */
export const markedService = ({ services = {} }: ComposeModel): string | undefined =>
  Object.keys(services).find((name) => services[name]?.labels?.[deploymentLabels.version] !== undefined);

/** The services that were pinned to one image with this one, itself too. */
export function pinnedLike({ services = {} }: ComposeModel, own: string): string[] {
  const image = services[own]?.image;
  const isPinned = (name: string) => services[name]?.image === image && services[name]?.pull_policy === never;
  return [...new Set([own, ...Object.keys(services).filter(isPinned)])];
}

/** The Compose file that is laid over those that somebody else started: it pins the image, and labels what runs. */
export function overrideFile({ service, images, marks }: Pinned): string {
  const labels = marks && labelsOf(marks);
  const image = images.get(service);
  return `${JSON.stringify({ services: { [service]: { image, pull_policy: never, labels } } }, null, 2)}\n`;
}
