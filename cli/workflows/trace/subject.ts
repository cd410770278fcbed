import { messageOf, preconditionError, usageError } from "../../../lib/errors.ts";
import { resolveCommit } from "../../adapters/git/repository.ts";
import type { Config } from "../../core/config/schema.ts";
import type { Session } from "../../core/session.ts";
import { typedVersion } from "../../domain/release/typed-version.ts";
import { findInEngine } from "../../environments/compose/instance.ts";
import type { Instance } from "../../environments/environment.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { environmentsOf, openEnvironment } from "../../environments/open.ts";
import { accessOf } from "../../releases/access.ts";
import type { KnownReleases } from "../../releases/known-releases.ts";

/** Where a trace starts: what carries the version, and what runs that it was read from, if it was. */
export interface Start {
  version: string | undefined;
  commit?: string | undefined;
  instance?: Instance;
}

/** What may be looked into. */
export interface Where {
  session: Session;
  config: Config;
  releases: KnownReleases;
  choice: ClusterChoice;
  /** The only one to look into; undefined: all. */
  environment: string | undefined;
}

/** Finds what `name` is: a version, a pod, a container, an image or a commit. */
export async function findStart(name: string, where: Where): Promise<Start> {
  const { repository, naming, tags } = where.releases;
  const version = typedVersion(name, naming);
  if (version) return { version };
  const isPod = /^pods?\//.test(name);
  const running = isPod ? undefined : await findInEngine(name, accessOf(where.session)).catch(() => undefined);
  if (running) return startOf(running);
  const commit = isPod ? undefined : repository && (await resolveCommit(repository, name));
  if (commit) return { version: tags.find((tag) => tag.commit === commit)?.version, commit };
  const { instance, unseen } = await findInEnvironments(name.replace(/^pods?\//, ""), where);
  if (instance) return startOf(instance);
  throw preconditionError(`${name} is not a known version, pod, container, image or commit`, {
    details: unseen,
    hint: "`kubectl get pods` and `docker ps` list what runs, `git tag` versions.",
  });
}

/** What the project's environments run now. */
export async function findRunning(where: Where): Promise<Start> {
  const { instance, unseen } = await findInEnvironments(undefined, where);
  if (instance) return startOf(instance);
  const hint = "chatops trace <version, pod, container, image or commit>";
  throw usageError("nothing runs here, so what to trace must be named", { details: unseen, hint });
}

const startOf = (instance: Instance): Start => ({ version: instance.version, commit: instance.commit, instance });

/** Looks into every environment at once; `unseen` says which could not be looked into, and why. */
async function findInEnvironments(
  name: string | undefined,
  { session, config, choice, environment: only }: Where,
): Promise<{ instance: Instance | undefined; unseen: string[] }> {
  const unseen: string[] = [];
  const names = only === undefined ? environmentsOf(config) : [only];
  const environments = names.map((environment) => openEnvironment(session, config, environment, choice));
  const looking = environments.map(async (environment) => {
    try {
      return await environment.findInstance(name);
    } catch (error) {
      unseen.push(`not looked into: ${environment.name}: ${messageOf(error)}`);
      return undefined;
    }
  });
  const found = await Promise.all(looking);
  return { instance: found.find((instance) => instance !== undefined), unseen };
}
