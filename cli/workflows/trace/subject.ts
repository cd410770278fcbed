import { observe, observeProject } from "../../adapters/containers.ts";
import { connectEngine, type Engine, findImage } from "../../adapters/engine.ts";
import { resolveCommit } from "../../adapters/git/repository.ts";
import { preconditionError } from "../../core/errors.ts";
import { labels } from "../../domain/image/reference.ts";
import { parseVersion } from "../../domain/release/version.ts";
import type { ComposeContainer } from "../../domain/rollout/compose.ts";
import type { Candidates } from "../deploy/candidate.ts";

/** Where a trace starts: what carries the version, and the container that it was read from, if it was one. */
export interface Start {
  version: string | undefined;
  commit: string | undefined;
  container: ComposeContainer | undefined;
}

/** Finds what `name` is: a version, a container, an image or a commit. */
export async function findStart(
  name: string,
  { repository, tags }: Candidates,
  env: NodeJS.ProcessEnv,
): Promise<Start> {
  const version = parseVersion(name.replace(/^v(?=\d)/, ""));
  if (version) return { version, commit: undefined, container: undefined };
  const engine = await connectEngine(env).catch(() => undefined);
  const running = engine && (await fromEngine(engine, name));
  if (running) return running;
  const commit = repository && (await resolveCommit(repository, name));
  if (commit) return { version: tags.find((tag) => tag.commit === commit)?.version, commit, container: undefined };
  throw preconditionError(`${name} is no version, container, image or commit that is known here`, {
    hint: engine
      ? "`docker ps` lists containers, `git tag` versions."
      : "No Docker engine answers, so containers and images could not be looked up.",
  });
}

async function fromEngine(engine: Engine, name: string): Promise<Start | undefined> {
  const container = await observe(engine, name);
  const image = await findImage(engine, container?.image ?? name);
  if (!image) return undefined;
  return { version: image.labels[labels.version], commit: image.labels[labels.revision], container };
}

/** What a Compose project runs as the project's own service. */
export async function findRunning(
  project: string,
  service: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const containers = await observeProject(await connectEngine(env), project);
  return containers.find((container) => container.service === service)?.name;
}
