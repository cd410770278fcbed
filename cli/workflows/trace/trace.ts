import { preconditionError } from "../../../lib/errors.ts";
import type { Repository } from "../../adapters/git/repository.ts";
import { readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { accessOf } from "../../releases/access.ts";
import { unreleased } from "../../releases/check-link.ts";
import { listReleases } from "../../releases/known-releases.ts";
import { head } from "../../results/result.ts";
import type { Link, TraceResult } from "../../results/trace.ts";
import { chartLink, commitLink, imageLinks, tagLink } from "./links.ts";
import { findRunning, findStart, type Start } from "./subject.ts";

/** Follows one artifact to its commit, and checks on the way that every other artifact says the same. */
export async function trace(
  session: Session,
  { name, environment, ...choice }: { name: string | undefined; environment: string | undefined } & ClusterChoice,
): Promise<TraceResult> {
  const { cwd } = session;
  const project = await readProject(cwd, session.configFile);
  const { config, directory } = project;
  const releases = await listReleases(project, accessOf(session));
  const { repository } = releases;
  if (!repository) throw preconditionError(`${directory} is not in a Git repository, so nothing leads to a commit`);
  const where = { session, config, releases, choice, environment };
  const start = name ? await findStart(name, where) : await findRunning(where);
  const tag = releases.tags.find(({ version }) => version === start.version);
  if (!tag?.release) return unreleasedResult(start, repository);
  const reach = { project: config.name, ...accessOf(session) };
  const [running = [], ...links] = await Promise.all([
    start.instance?.verify(tag.release, reach),
    ...imageLinks(tag.release, reach),
    chartLink(tag.release, reach),
    tagLink(repository, tag, config.release.branch),
    commitLink(repository, tag.commit),
  ]);
  const all = [...running, ...links.filter((link) => link !== undefined)];
  const agrees = all.every(({ state }) => state !== "differs");
  return { ...head("Trace"), version: tag.version, released: true, agrees, links: all };
}

async function unreleasedResult({ version, commit, instance }: Start, repository: Repository): Promise<TraceResult> {
  const links: (Link | undefined)[] = [
    await instance?.strangerLink?.(),
    { part: "image", value: version ?? "without a version", state: "not checked", note: unreleased },
    commit ? await commitLink(repository, commit) : undefined,
  ];
  return { ...head("Trace"), version, released: false, links: links.filter((link) => link !== undefined) };
}
