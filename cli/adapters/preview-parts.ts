import type Engine from "dockerode";
import { composeLabels } from "../domain/deployment/compose.ts";
import { composeNotes } from "../domain/preview/marks.ts";
import { readPullNumber } from "../domain/preview/names.ts";

/** What carries the mark of one preview on an engine. */
export interface PreviewParts {
  /** Of Compose. */
  project: string;
  number: number;
  /** When its first container was made, ISO 8601; undefined if there is none. */
  createdAt: string | undefined;
  /** The latest that its containers say; undefined if there is none. */
  expiresAt: string | undefined;
}

/** The Compose projects with containers or volumes that carry the mark of this repository. */
export async function previewParts(engine: Engine, repository: string): Promise<PreviewParts[]> {
  const filters = { label: [`${composeNotes.repository}=${repository}`] };
  const [containers, { Volumes }] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listVolumes({ filters }),
  ]);
  const found = new Map<string, PreviewParts>();
  const add = (labels: Record<string, string>, created: number | undefined) => {
    const { [composeLabels.project]: project, [composeNotes.number]: text = "" } = labels;
    const number = readPullNumber(text);
    if (project === undefined || number === undefined) return;
    const before = found.get(project);
    const createdAt = created === undefined ? undefined : new Date(created * 1_000).toISOString();
    const times = [before?.expiresAt, labels[composeNotes.expires]].filter((each) => each !== undefined).sort();
    const starts = [before?.createdAt, createdAt].filter((each) => each !== undefined).sort();
    found.set(project, { project, number, createdAt: starts[0], expiresAt: times.at(-1) });
  };
  for (const { Labels, Created } of containers) add(Labels, Created);
  for (const { Labels } of Volumes ?? []) add(Labels ?? {}, undefined);
  return [...found.values()];
}

/** Names of what is in a Compose project and does not carry the mark of this preview: it is somebody else's. */
export async function strangersIn(
  engine: Engine,
  project: string,
  { number, repository }: { number: number; repository: string },
): Promise<string[]> {
  const filters = { label: [`${composeLabels.project}=${project}`] };
  const [containers, { Volumes }] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listVolumes({ filters }),
  ]);
  const isOurs = (labels: Record<string, string> = {}) =>
    labels[composeNotes.number] === String(number) && labels[composeNotes.repository] === repository;
  return [
    ...containers.filter(({ Labels }) => !isOurs(Labels)).map(({ Names, Id }) => Names[0]?.replace(/^\//, "") ?? Id),
    ...(Volumes ?? []).filter(({ Labels }) => !isOurs(Labels ?? {})).map(({ Name }) => Name),
  ];
}
