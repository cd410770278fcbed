import { usageError } from "../../../lib/errors.ts";
import { type Project, readProject } from "../../core/config/read.ts";
import type { Answer, Session } from "../../core/session.ts";
import { automaticOrder } from "../../domain/promotion/gate.ts";
import { lookForReleases } from "../candidates.ts";
import { startOpening } from "../places/cluster.ts";
import { type IntoRequest, promoteInto } from "./into.ts";

export interface PromoteRequest extends IntoRequest {
  /** Undefined: every environment with `promote: auto`. */
  environment: string | undefined;
}

/** Promotes one release into one environment, or into all that follow by themselves, each behind its gate. */
export async function promote(session: Session, request: PromoteRequest): Promise<Answer> {
  const project = await readProject(session.cwd, session.configFile);
  const environments = request.environment ? [request.environment] : automatic(project);
  const openings = new Map(environments.map((name) => [name, startOpening(session, project.config, name, request)]));
  const candidates = await lookForReleases(session.steps, project.directory);
  const answers: Answer[] = [];
  for (const [environment, opening] of openings) {
    const answer = await promoteInto(session, { project, environment, opening, candidates, request });
    answers.push(answer);
    if (answer.exitCode) break;
  }
  const [only] = answers;
  return only && environments.length === 1 ? only : joined(answers);
}

/** What `--env` or `--all-auto` says; undefined: all automatic ones. */
export function readEnvironment({ env, allAuto }: { env?: string; allAuto?: boolean }): string | undefined {
  if (env || allAuto) return env;
  throw usageError("where to promote is not said", { hint: "Add --env <name>, or --all-auto." });
}

function automatic({ config }: Project): string[] {
  const names = automaticOrder(config.environments);
  if (names.length > 0) return names;
  throw usageError("no environment of chatops.yaml has `promote: auto`", { hint: "Name one with --env." });
}

/** One answer for several environments, of which those after a failure were left alone. */
function joined(answers: Answer[]): Answer {
  const exitCode = answers.at(-1)?.exitCode;
  return {
    result: { promotions: answers.map(({ result }) => result) },
    text: answers.flatMap(({ text }) => text),
    ...(exitCode !== undefined && { exitCode }),
  };
}
