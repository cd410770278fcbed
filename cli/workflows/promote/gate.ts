import { Failure, usageError } from "../../../lib/errors.ts";
import type { Project } from "../../core/config/read.ts";
import type { Config, Environment } from "../../core/config/schema.ts";
import type { Session } from "../../core/session.ts";
import { type Refusal, refusal } from "../../domain/environment/gate.ts";
import type { Environment as Target } from "../../environments/environment.ts";
import type { ClusterChoice } from "../../environments/kubernetes/connection.ts";
import { openEnvironment } from "../../environments/open.ts";
import { type KnownReleases, newestToPromote, workingTree } from "../../releases/known-releases.ts";
import { rulesOf } from "./gate-rules.ts";
import { verifySigned } from "./signed.ts";

type Gate = NonNullable<Environment["gate"]>;

/** What a gate let through. */
export interface Passed {
  version: string;
  /** Asks a person, if the gate wants that; throws where nobody agrees. */
  confirm: (() => Promise<void>) | undefined;
}

interface GateRequest extends ClusterChoice {
  version: string | undefined;
  /** The version that was healthy there last, if it is brought again. */
  again: string | undefined;
}

/**
 * The version that goes into an environment: the one that is asked for, else the one that is healthy in the
 * environment before, else the newest. Throws where the gate does not let it through. One that is brought again was
 * healthy in the environment before, but its tag is looked at and a person is asked: somebody may have moved the one, and the
 * values of the place may be others now. The person is asked later, once it is known that anything would be changed.
 */
export async function passGate(
  session: Session,
  project: Project,
  { name, kind }: Target,
  request: GateRequest,
  releases: KnownReleases,
): Promise<Passed> {
  const newest = () => newestToPromote(releases);
  const { config: rules, gate } = await rulesOf(session, project, name, releases);
  if (request.version === workingTree) verifyTakesWorkingTree(name, kind, gate);
  if (!gate) return { version: request.version ?? newest(), confirm: undefined };
  const { after } = gate;
  const passed =
    after && !request.again && (await throughEnvironment(session, rules, name, { ...gate, after }, request));
  const version = passed || request.version || newest();
  if (gate.signed) await verifySigned(session, releases, version, rules.release.branch);
  const asks = gate.confirm && !session.steps.dryRun;
  return { version, confirm: asks ? () => confirm(session, version, name) : undefined };
}

/** A working tree is not a release: no gate can know it, and no cluster can pull it. */
function verifyTakesWorkingTree(name: string, kind: Target["kind"], gate: Gate | undefined): void {
  if (kind === "compose" && !gate) return;
  const why = gate ? `${name} has a gate` : `${name} is in a cluster`;
  throw usageError(`the working tree is not a release, and ${why}`, { hint: "Release it first: chatops release" });
}

function throughEnvironment(
  session: Session,
  rules: Config,
  environment: string,
  gate: Gate & { after: string },
  request: GateRequest,
): Promise<string> {
  return session.steps.look(`Check the gate of ${environment}`, async (step) => {
    // What its history says is not enough: it may have crashed since.
    const before = await openEnvironment(session, rules, gate.after, request).status();
    const version = request.version ?? before.version;
    if (!version) {
      const hint = `Promote to ${gate.after} first: chatops promote --env ${gate.after}`;
      throw closed({ why: `nothing is healthy in ${gate.after} yet`, hint });
    }
    const now = before.asOf === undefined ? new Date() : new Date(before.asOf);
    const refused = refusal(version, before, gate.soak ?? 0, now);
    if (refused) throw closed(refused);
    step.say(`${version} is healthy in ${gate.after}`);
    return version;
  });
}

const closed = ({ why, hint }: Refusal) => new Failure("gate", `the gate is closed: ${why}`, { hint });

async function confirm({ yes, openPrompt }: Session, version: string, environment: string): Promise<void> {
  if (yes) return;
  if (!openPrompt) {
    throw new Failure("gate", `${environment} asks a person before a promotion, and there is no terminal to ask on`, {
      hint: "Add --yes if that is decided already.",
    });
  }
  const prompt = openPrompt();
  const answer = await prompt.ask(`Promote ${version} to ${environment}? [y/N] `).finally(() => prompt.close());
  if (/^(y|yes|s|sim)$/i.test(answer?.trim() ?? "")) return;
  throw new Failure("gate", `${version} was not promoted to ${environment}: not confirmed`);
}
