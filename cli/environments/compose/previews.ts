import { rm } from "node:fs/promises";
import { preconditionError } from "../../../lib/errors.ts";
import { removeProject } from "../../adapters/compose.ts";
import { observeProject } from "../../adapters/containers.ts";
import { connectEngine, type Engine } from "../../adapters/engine.ts";
import { temporaryFolder } from "../../adapters/folders.ts";
import { type PreviewParts, previewParts, strangersIn } from "../../adapters/preview-parts.ts";
import { removeVolume, volumesOf } from "../../adapters/volumes.ts";
import type { Session } from "../../core/session.ts";
import { deploymentLabels, ownContainer } from "../../domain/deployment/compose.ts";
import { previewAddress, previewHost } from "../../domain/preview/address.ts";
import type { PreviewMark } from "../../domain/preview/marks.ts";
import { previewEnvironment, previewName } from "../../domain/preview/names.ts";
import { type Access, accessOf } from "../../releases/access.ts";
import type { OpenedPreview, Opening, Preview, Previews } from "../previews.ts";
import type { ComposeSettings } from "./compose-version.ts";
import { composeEnvironment } from "./environment.ts";
import { localState, withLock } from "./local-state.ts";

/** How the project and its previews are called. */
interface PreviewPlace {
  project: string;
  repository: string;
  host: string | undefined;
}

/** Previews in Compose projects of an engine. */
export function composePreviews(session: Session, settings: ComposeSettings, place: PreviewPlace): Previews {
  const access = accessOf(session);
  const connect = () => connectEngine(access.env, access);
  return {
    async list() {
      const engine = await connect();
      const parts = await previewParts(engine, place.repository);
      const own = parts.filter(({ project, number }) => project === previewName(place.project, number));
      return Promise.all(own.map((each) => describe(engine, each, place)));
    },
    verifyFree: async (mark) => verifyOwn(await connect(), mark, place),
    async open(own, mark, opening) {
      await verifyOwn(await connect(), mark, place);
      return opened(own, mark, opening, { settings, place });
    },
    remove: async (own, preview) => {
      await removeAll(own, await connect(), preview, place);
      const { folder } = localState(own.env, place.project, previewEnvironment(preview.number));
      if (!own.steps.dryRun) await rm(folder, { recursive: true, force: true });
      return true;
    },
  };
}

async function describe(
  engine: Engine,
  { project, number, createdAt = "", expiresAt = "" }: PreviewParts,
  { host, repository, project: called }: PreviewPlace,
): Promise<Preview> {
  const containers = await observeProject(engine, project);
  const own = ownContainer(containers);
  const isHealthy = own?.status === "running";
  const published = (isHealthy ? own.published : []).map((address) => `http://${address}`);
  return {
    name: project,
    number,
    repository,
    commit: own?.labels[deploymentLabels.commit] ?? "",
    version: own?.labels[deploymentLabels.version] ?? "",
    createdAt,
    expiresAt,
    isHealthy,
    address: isHealthy ? (previewAddress(host, called, number) ?? published[0]) : undefined,
    isEnding: false,
  };
}

/** Throws if anything in the Compose project is not of this preview. */
async function verifyOwn(engine: Engine, mark: Pick<PreviewMark, "number" | "repository">, { project }: PreviewPlace) {
  const name = previewName(project, mark.number);
  const strangers = await strangersIn(engine, name, mark);
  if (strangers.length === 0) return;
  throw preconditionError(`the Compose project ${name} has what is of no preview of this repository`, {
    details: strangers.slice(0, 10),
    hint: `Nothing was changed. Whoever it belongs to may remove it: docker compose --project-name ${name} down`,
  });
}

function opened(
  session: Session,
  mark: PreviewMark,
  { config }: Opening,
  { settings, place }: { settings: ComposeSettings; place: PreviewPlace },
): OpenedPreview {
  const { env, steps } = session;
  const name = previewEnvironment(mark.number);
  const host = previewHost(place.host, place.project, mark.number);
  const names = { PREVIEW_NAME: previewName(place.project, mark.number), PREVIEW_HOST: host ?? "" };
  const access: Access = { ...accessOf(session), env: { ...env, ...names } };
  const environment = composeEnvironment(config, [name, { ...settings, preview: mark }], access, steps.warn);
  return {
    // Compose reads variables from the session that a promotion runs in.
    environment: {
      ...environment,
      prepare: (own, request) => environment.prepare({ ...own, env: access.env }, request),
    },
    settle: async () => {},
    // A volume of what never ran holds nothing.
    clear: async () => removeAll(session, await connectEngine(env, accessOf(session)), mark, place),
    dispose: async () => {},
  };
}

/** Removes containers, networks and volumes. */
async function removeAll(
  session: Session,
  engine: Engine,
  mark: Pick<PreviewMark, "number" | "repository">,
  place: PreviewPlace,
): Promise<void> {
  const { steps, env } = session;
  const local = localState(env, place.project, previewEnvironment(mark.number));
  const name = local.project;
  const plan = `docker compose --project-name ${name} down --volumes`;
  await steps.change(`Remove the Compose project ${name}`, { plan, expect: undefined }, (step) =>
    withLock(local, `remove ${name}`, steps, async () => {
      await verifyOwn(engine, mark, place);
      const { path: directory, dispose } = await temporaryFolder(env);
      const { COMPOSE_FILE: _, ...rest } = env;
      const project = { name, directory, files: [], env: rest };
      await removeProject(project, { signal: step.signal, onLine: step.output }).finally(dispose);
      for (const volume of await volumesOf(engine, name)) await removeVolume(engine, volume);
    }),
  );
}
