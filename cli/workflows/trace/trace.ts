import { type Repository, remoteUrl } from "../../adapters/git/repository.ts";
import { type Project, readProject } from "../../core/config/read.ts";
import { preconditionError, usageError } from "../../core/errors.ts";
import { exitCodes } from "../../core/exit-codes.ts";
import type { Answer, Session } from "../../core/session.ts";
import { type Link, renderLinks } from "../../domain/trace.ts";
import { listCandidates } from "../deploy/candidate.ts";
import { composePlace } from "../deploy/place.ts";
import { chartLink, commitLink, containerLink, imageLink, tagLink } from "./links.ts";
import { findRunning, findStart, type Start } from "./subject.ts";

/** Follows one artifact to its commit, and checks on the way that every other artifact says the same. */
export async function trace(session: Session, name: string | undefined): Promise<Answer> {
  const { steps, cwd, env } = session;
  const project = await readProject(cwd, session.configFile);
  const candidates = await listCandidates(project.directory, steps.signal);
  const { repository } = candidates;
  if (!repository)
    throw preconditionError(`${project.directory} is not in a Git repository, so nothing leads to a commit`);
  const start = await findStart(name ?? (await runningHere(project, env)), candidates, env);
  const tag = candidates.tags.find(({ version }) => version === start.version);
  if (!tag?.release) return answerUnreleased(start, repository);
  const places = { project: project.config.name, env, signal: steps.signal };
  const links = await Promise.all([
    start.container && containerLink(start.container, tag.release, env),
    imageLink(tag.release, places),
    chartLink(tag.release, places),
    tagLink(tag.version, (await remoteUrl(repository)) ? "on origin" : "in this repository only"),
    commitLink(repository, tag.commit),
  ]);
  return answer(
    tag.version,
    links.filter((link) => link !== undefined),
  );
}

/** Without a name: what the Compose environment runs. */
async function runningHere({ config }: Project, env: NodeJS.ProcessEnv): Promise<string> {
  for (const [environment, { compose }] of Object.entries(config.environments)) {
    if (!compose) continue;
    const running = await findRunning(composePlace(env, config.name, environment).project, config.name, env);
    if (running) return running;
  }
  throw usageError("nothing runs here, so what to trace must be named", {
    hint: "chatops trace <version, container, image or commit>",
  });
}

async function answerUnreleased({ version, commit, container }: Start, repository: Repository): Promise<Answer> {
  const note = "no release: built from a working tree or not tagged here";
  const links: (Link | undefined)[] = [
    container && { part: "container", value: container.name, state: "not checked", note },
    { part: "image", value: version ?? "without a version", state: "not checked", note },
    commit ? await commitLink(repository, commit) : undefined,
  ];
  const known = links.filter((link) => link !== undefined);
  return { result: { version, released: false, links: known }, text: renderLinks(known) };
}

function answer(version: string, links: Link[]): Answer {
  const differs = links.some(({ state }) => state === "differs");
  return {
    exitCode: differs ? exitCodes.precondition.code : exitCodes.done.code,
    result: { version, released: true, agrees: !differs, links },
    text: [...renderLinks(links), ...(differs ? ["✖ not every artifact is the one that was released"] : [])],
  };
}
