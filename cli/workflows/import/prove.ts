import { readFile } from "node:fs/promises";
import { Failure, preconditionError, usageError } from "../../../lib/errors.ts";
import { findComposeFile } from "../../adapters/compose-model.ts";
import { type Usage, usageIn } from "../../adapters/container-usage.ts";
import { connectEngine } from "../../adapters/engine.ts";
import { findRepository, type Repository } from "../../adapters/git/repository.ts";
import { type Project, readProject } from "../../core/config/read.ts";
import type { Session } from "../../core/session.ts";
import type { MeasuredServices } from "../../domain/import/measured.ts";
import { namingOf } from "../../domain/release/naming.ts";
import { defaultTimeoutMs } from "../../domain/rollout/timeouts.ts";
import type { Environment } from "../../environments/environment.ts";
import { openEnvironment } from "../../environments/open.ts";
import { accessOf } from "../../releases/access.ts";
import type { Proof } from "../../results/import.ts";
import { promoteToEnvironment } from "../promote/promote-to-environment.ts";

/** Long enough for what a program does right after it is ready, and for its memory to settle. */
const observeMs = 5_000;
const nowhere = { kubeconfig: undefined, context: undefined };

/** Throws before anything is written if nothing could be proved here. */
export async function verifyProvable(session: Session, directory: string): Promise<void> {
  await repositoryOf(session, directory);
  await connectEngine(session.env, accessOf(session));
}

/**
 * Builds what was written and runs it with its backing services on the local engine, as a Compose project of its own that
 * is removed again with its data, and measures what it takes.
 */
export async function prove(session: Session, directory: string): Promise<Proof> {
  const project = withProof(await readProject(directory, session.configFile));
  const file = project.config.environments[proof]?.compose?.file ?? "";
  const path = findComposeFile(directory, file);
  if (path === undefined) {
    throw usageError(`there is no ${file} to prove the project by`, { hint: "Leave --prove out, or --no-draft." });
  }
  const free = freePorts(await readFile(path, "utf8"));
  const own = { ...session, cwd: directory, env: { ...session.env, ...free } };
  const repository = await repositoryOf(session, directory);
  const environment = openEnvironment(own, project.config, proof, nowhere);
  try {
    return await run(own, environment, project, repository);
  } catch (error) {
    session.steps.signal.throwIfAborted();
    // What was written stays, for whoever mends it.
    if (!(error instanceof Failure)) throw error;
    const { reason, message, details, hint } = error;
    return { outcome: "failed", reason, cause: message, lines: [...details], ...(hint && { fix: hint }) };
  } finally {
    const removal = await environment.prepareRemoval(own, { repository, directory, timeoutMs: defaultTimeoutMs });
    await removal.remove(true);
  }
}

const proof = "proof";

/** The project with one more environment, of which nobody is told. */
function withProof({ directory, config }: Project): Project {
  const files = Object.values(config.environments).map(({ compose }) => compose?.file);
  const file = files.find((named) => named !== undefined) ?? "compose.yaml";
  const own = { compose: { file }, promote: "manual" as const, observe: observeMs };
  return {
    directory,
    config: { ...config, notify: [], environments: { ...config.environments, [proof]: own } },
  };
}

async function repositoryOf(session: Session, directory: string): Promise<Repository> {
  const repository = await findRepository(directory, accessOf(session));
  if (repository) return repository;
  throw preconditionError(
    `${directory} is in no Git repository, so that nothing would prove whose containers these are`,
    {
      hint: "Run `git init` there and try again.",
    },
  );
}

/** Any free port in place of those that the Compose file lets one choose: what runs here already keeps its own. */
const freePorts = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/\$\{(\w+):-\d+\}:\d/g)].map(([, name = ""]) => [name, "0"]));

async function run(
  session: Session,
  environment: Environment,
  project: Project,
  repository: Repository,
): Promise<Proof> {
  const { config } = project;
  const since = new Date();
  const releases = { repository, naming: namingOf(config), tags: [] };
  const how = { timeoutMs: defaultTimeoutMs, observeMs, rollback: true, adopt: false, reapply: true };
  const request = { project, releases, release: undefined, ...how };
  const promoted = await promoteToEnvironment(session, environment, request, { isAutomatic: false });
  if (promoted.outcome === "failed") {
    const { verdict, evidence } = promoted;
    const { reason, cause, evidence: lines, fix } = verdict;
    return { outcome: "failed", reason, cause, lines, fix, ...(evidence !== undefined && { evidence }) };
  }
  const engine = await connectEngine(session.env, accessOf(session));
  const used = await session.steps.look("Measure it", () => usageIn(engine, `${config.name}-${proof}`, since));
  return { outcome: "healthy", services: used.map(asMeasured) };
}

const asMeasured = ({ service, memory, startMs }: Usage) => ({
  service,
  memory: Math.ceil(memory / 2 ** 20),
  ...(startMs !== undefined && { start: Math.ceil(startMs / 1_000) }),
});

/** What the chart is sized by. */
export const measuredIn = (proof: Proof): MeasuredServices =>
  new Map(
    proof.outcome === "healthy"
      ? proof.services.map(({ service, memory, start }) => [service, { memory, start }] as const)
      : [],
  );
