import { Failure } from "../../../lib/errors.ts";
import { openTerminal } from "../../adapters/terminal.ts";
import type { Project } from "../../core/config/read.ts";
import type { Environment } from "../../core/config/schema.ts";
import { millisecondsOf } from "../../core/duration.ts";
import type { ExitReason } from "../../core/exit-codes.ts";
import type { Session } from "../../core/session.ts";
import { type Refusal, refusal } from "../../domain/promotion/gate.ts";
import { accessOf } from "../access.ts";
import type { ClusterChoice } from "../places/cluster.ts";
import { lookAt } from "../places/look.ts";

type Gate = NonNullable<Environment["gate"]>;

interface GateRequest extends ClusterChoice {
  version: string | undefined;
}

/**
 * The version that goes into an environment: the one that is asked for, else the one that is healthy in the
 * environment before, else the newest. Throws where the gate does not let it through.
 */
export async function passGate(
  session: Session,
  project: Project,
  environment: string,
  request: GateRequest,
  newest: () => string,
): Promise<string> {
  const gate = project.config.environments[environment]?.gate;
  if (!gate) return request.version ?? newest();
  const version = gate.after
    ? await throughEnvironment(session, project, environment, { ...gate, after: gate.after }, request)
    : (request.version ?? newest());
  if (gate.confirm && !session.steps.dryRun) await confirm(session, version, environment);
  return version;
}

function throughEnvironment(
  session: Session,
  project: Project,
  environment: string,
  gate: Gate & { after: string },
  request: GateRequest,
): Promise<string> {
  return session.steps.look(`Check the gate of ${environment}`, async (step) => {
    // What its history says is not enough: it may have crashed since.
    const before = await lookAt(project.config, gate.after, request, accessOf(session));
    const version = request.version ?? before.version;
    if (!version) {
      const hint = `Promote to ${gate.after} first: chatops promote --env ${gate.after}`;
      throw closed({ why: `nothing is healthy in ${gate.after} yet`, hint });
    }
    const soakMs = (gate.soak && millisecondsOf(gate.soak)) || 0;
    const refused = refusal(version, before, soakMs, new Date());
    if (refused) throw closed(refused);
    step.say(`${version} is healthy in ${gate.after}`);
    return version;
  });
}

const closed = ({ why, hint }: Refusal) => new Failure<ExitReason>("gate", `the gate is closed: ${why}`, { hint });

async function confirm({ yes, interactive, steps }: Session, version: string, environment: string): Promise<void> {
  if (yes) return;
  if (!interactive) {
    throw new Failure<ExitReason>("gate", `${environment} asks a person before a promotion, and nobody can be asked`, {
      hint: "Add --yes where that is decided already.",
    });
  }
  const terminal = openTerminal(steps.signal);
  const answer = await terminal.ask(`Promote ${version} to ${environment}? [y/N] `).finally(() => terminal.close());
  if (/^(y|yes|s|sim)$/i.test(answer?.trim() ?? "")) return;
  throw new Failure<ExitReason>("gate", `${version} was not promoted to ${environment}: not confirmed`);
}
