import type { ComposeContainer } from "../rollout/compose-rollout.ts";
import { isDeployed } from "./compose.ts";
import type { ComposeModel } from "./compose-model.ts";

type Container = Pick<ComposeContainer, "id" | "name" | "service" | "labels">;

export interface Rename {
  id: string;
  from: string;
  to: string;
}

/**
 * The renames by which each `container_name` of a version is free for its service: a container of another service steps
 * aside, and one that stepped aside before gets its name back. What somebody else started keeps its name.
 */
export function renamesFor({ services = {} }: ComposeModel, containers: readonly Container[]): Rename[] {
  const owners = new Map(Object.entries(services).map(([service, { container_name }]) => [container_name, service]));
  const isOurs = (container: Container) => isDeployed(container) || Object.hasOwn(services, container.service);
  const aside = containers
    .filter((container) => isOurs(container) && ![undefined, container.service].includes(owners.get(container.name)))
    .map(({ id, name }) => ({ id, from: name, to: asideOf(id, name) }));
  const back = containers.flatMap(({ id, name, service }) => {
    const own = services[service]?.container_name;
    return own !== undefined && name === asideOf(id, own) ? [{ id, from: name, to: own }] : [];
  });
  return [...aside, ...back];
}

/** As Compose itself calls a container for a while. */
const asideOf = (id: string, name: string): string => `${id.slice(0, 12)}_${name}`;
