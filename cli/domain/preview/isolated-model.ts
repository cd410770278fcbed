import type { ComposeModel, ComposeService } from "../deployment/compose-model.ts";
import { composeNotes, type PreviewMark } from "./marks.ts";

type Part = Record<string, unknown> | null | undefined;

/**
 * The model as it can run beside others of its kind: on ports that are free and under names of its own, with our mark on all that
 * Compose makes of it.
 */
export function isolated(model: ComposeModel, { number, repository, expiresAt }: PreviewMark): ComposeModel {
  const lasting = { [composeNotes.number]: String(number), [composeNotes.repository]: repository };
  const service = ([name, { container_name: _, ...own }]: [string, ComposeService]) => [
    name,
    {
      ...own,
      ...(own.ports && { ports: own.ports.map(onAnyPort) }),
      labels: { ...own.labels, ...lasting, [composeNotes.expires]: expiresAt },
    },
  ];
  const marked = (parts: unknown) =>
    Object.fromEntries(
      Object.entries((parts ?? {}) as Record<string, Part>).map(([name, part]) => [
        name,
        { ...part, labels: { ...(part?.labels as object | undefined), ...lasting } },
      ]),
    );
  const { services = {}, networks, volumes } = model;
  return {
    ...model,
    services: Object.fromEntries(Object.entries(services).map(service)),
    ...(networks !== undefined && { networks: marked(networks) }),
    ...(volumes !== undefined && { volumes: marked(volumes) }),
  };
}

/** As Compose resolves them, ports are objects. */
function onAnyPort(port: unknown): unknown {
  if (typeof port !== "object" || port === null) return port;
  const { published: _, ...rest } = port as Record<string, unknown>;
  return rest;
}
