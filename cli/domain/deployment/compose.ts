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

/** Labels that say on a container which release it runs. */
export const deploymentLabels = {
  version: "chatops.version",
  commit: "chatops.commit",
  environment: "chatops.environment",
} as const;

/** The container that a deployment put there, whatever its service is called; undefined where none did. */
export const ownContainer = <T extends { labels: Record<string, string> }>(containers: readonly T[]): T | undefined =>
  containers.find(({ labels }) => labels[deploymentLabels.version] !== undefined);

export interface Pinned {
  service: string;
  image: string;
  version: string;
  commit: string | undefined;
  environment: string;
}

/** The Compose file that is laid over the project's own one: it pins the image, and labels what runs. */
export function overrideFile({ service, image, version, commit, environment }: Pinned): string {
  const labels = {
    [deploymentLabels.version]: version,
    ...(commit && { [deploymentLabels.commit]: commit }),
    [deploymentLabels.environment]: environment,
  };
  return `${JSON.stringify({ services: { [service]: { image, pull_policy: "never", labels } } }, null, 2)}\n`;
}
