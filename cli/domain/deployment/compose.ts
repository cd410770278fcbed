/** A Compose file as `docker compose config --format json` prints it, as far as we read it. */
export interface ComposeModel {
  services?: Record<string, { image?: string; build?: unknown }>;
}

/** The service that runs the project's own image: the one called like the project, else the only one that is built. */
export function ownService({ services = {} }: ComposeModel, name: string): string | undefined {
  if (Object.hasOwn(services, name)) return name;
  const built = Object.keys(services).filter((service) => services[service]?.build);
  return built.length === 1 ? built[0] : undefined;
}

/** Labels that say on a container which release of which repository it runs. */
export const deploymentLabels = {
  version: "chatops.version",
  commit: "chatops.commit",
  environment: "chatops.environment",
  repository: "chatops.repository",
} as const;

/** The container that a deployment put there, whatever its service is called; undefined where none did. */
export const ownContainer = <T extends { labels: Record<string, string> }>(containers: readonly T[]): T | undefined =>
  containers.find(({ labels }) => labels[deploymentLabels.version] !== undefined);

export interface Pinned {
  service: string;
  image: string;
  /** Undefined: chatops never deployed it, so nothing says that it did. */
  marks:
    | { version: string; commit: string | undefined; environment: string; repository: string | undefined }
    | undefined;
}

/** The Compose file that is laid over the project's own one: it pins the image, and labels what runs. */
export function overrideFile({ service, image, marks }: Pinned): string {
  const labels = marks && {
    [deploymentLabels.version]: marks.version,
    ...(marks.commit && { [deploymentLabels.commit]: marks.commit }),
    [deploymentLabels.environment]: marks.environment,
    ...(marks.repository && { [deploymentLabels.repository]: marks.repository }),
  };
  return `${JSON.stringify({ services: { [service]: { image, pull_policy: "never", labels } } }, null, 2)}\n`;
}
