import { preconditionError } from "../../../lib/errors.ts";
import type { Repository } from "../../adapters/git/repository.ts";
import { readProject } from "../../core/config/read.ts";
import { exitCodes } from "../../core/exit-codes.ts";
import type { Answer, Session } from "../../core/session.ts";
import { type Link, renderLinks } from "../../domain/trace.ts";
import { accessOf } from "../access.ts";
import { listCandidates } from "../candidates.ts";
import type { ClusterChoice } from "../places/cluster.ts";
import { chartLink, commitLink, containerLink, imageLink, tagLink } from "./links.ts";
import { podLink, promotionLink, strangerLink, unreleased } from "./pods.ts";
import { findRunning, findStart, type Start } from "./subject.ts";

/** Follows one artifact to its commit, and checks on the way that every other artifact says the same. */
export async function trace(
  session: Session,
  { name, ...choice }: { name: string | undefined } & ClusterChoice,
): Promise<Answer> {
  const { steps, cwd, env } = session;
  const project = await readProject(cwd, session.configFile);
  const candidates = await listCandidates(project.directory, steps.signal);
  const { repository } = candidates;
  if (!repository)
    throw preconditionError(`${project.directory} is not in a Git repository, so nothing leads to a commit`);
  const access = accessOf(session);
  const where = { config: project.config, candidates, choice, ...access };
  const start = name ? await findStart(name, where) : await findRunning(where);
  const tag = candidates.tags.find(({ version }) => version === start.version);
  if (!tag?.release) return answerUnreleased(start, repository);
  const reach = { project: project.config.name, ...access };
  const links = await Promise.all([
    start.pod && podLink(start.pod, tag.release, reach),
    start.pod && promotionLink(start.pod, tag.release),
    start.container && containerLink(start.container, tag.release, env),
    imageLink(tag.release, reach),
    chartLink(tag.release, reach),
    tagLink(tag.version, repository.hasRemote ? "on origin" : "in this repository only"),
    commitLink(repository, tag.commit),
  ]);
  return answerLinks(
    { version: tag.version, released: true },
    links.filter((link) => link !== undefined),
  );
}

async function answerUnreleased({ version, commit, container, pod }: Start, repository: Repository): Promise<Answer> {
  const note = unreleased;
  const links: (Link | undefined)[] = [
    pod && (await strangerLink(pod)),
    container && { part: "container", value: container.name, state: "not checked", note },
    { part: "image", value: version ?? "without a version", state: "not checked", note },
    commit ? await commitLink(repository, commit) : undefined,
  ];
  return answerLinks(
    { version, released: false },
    links.filter((link) => link !== undefined),
  );
}

function answerLinks(about: { version: string | undefined; released: boolean }, links: Link[]): Answer {
  const differs = links.some(({ state }) => state === "differs");
  return {
    exitCode: differs ? exitCodes.precondition.code : exitCodes.done.code,
    result: { ...about, ...(about.released && { agrees: !differs }), links },
    text: [...renderLinks(links), ...(differs ? ["✖ not every artifact is the one that was released"] : [])],
  };
}
