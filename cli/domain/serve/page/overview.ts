import type { Role } from "../../../core/serve/page-schema.ts";
import type { Drift, EnvironmentStatus } from "../../../results/status.ts";
import type { ShownPreview } from "../pulls/shown.ts";
import type { RunRecord } from "../run-record.ts";
import type { Offer } from "./offer.ts";

/** What a commit says of itself. */
export interface CommitWords {
  subject: string;
  author: string;
}

/** A run as the page shows it. */
export type ShownRun = RunRecord & Partial<CommitWords>;

/** A promotion that waits for somebody who approves it. */
export interface Asked {
  version: string;
  /** Undefined: serve itself, of a commit that was pushed. */
  by?: string;
  at?: string;
}

export interface ShownEnvironment extends Omit<EnvironmentStatus, "drift" | "image" | "images" | "endpoints"> {
  promote: "auto" | "manual";
  /** Whether somebody has to approve. */
  confirm: boolean;
  /** The first few, and how many there are. */
  drift: Pick<Drift, "object" | "field">[];
  drifted: number;
  /** Of each service, if there are several. */
  images: { service?: string; image: string }[];
  offer?: Offer;
  asked?: Asked;
  /** What a person has under way there. */
  active?: RunRecord;
}

/** Something that somebody should know of. */
export interface Trouble {
  kind: "failed" | "degraded" | "unknown" | "rejected" | "unreachable" | "asked" | "drift" | "held";
  environment?: string;
  /** In a line. */
  text: string;
  run?: string;
}

export interface ShownRepository {
  name: string;
  branches: readonly string[];
  /** When its environments were asked last, ISO 8601. */
  seenAt?: string;
  newest?: string;
  held?: { by: string; at: string };
  environments: ShownEnvironment[];
  /** Of pull requests; empty too if it has none. */
  previews: ShownPreview[];
  /** The newest of each branch, and what is under way. */
  runs: ShownRun[];
  troubles: Trouble[];
}

/** All that the first look at the page shows. */
export interface Overview {
  person: { name: string; roles: readonly Role[] };
  /** Version of chatops. */
  version: string;
  /** Those that are broken first. */
  repositories: ShownRepository[];
}

/** What is broken, the worst first. */
const severity: Readonly<Record<Trouble["kind"], number>> = {
  degraded: 0,
  failed: 1,
  rejected: 2,
  unreachable: 3,
  unknown: 4,
  asked: 5,
  held: 6,
  drift: 7,
};

type Untroubled = Omit<ShownRepository, "troubles">;

/** What is to be known of a repository, the worst first, each in a line. */
export function troublesOf({ environments, runs, held }: Untroubled, unreachable: string | undefined): Trouble[] {
  const failed = runs.filter(({ outcome }) => outcome === "failed");
  const troubles: Trouble[] = [
    ...failed.map(troubleOfRun),
    ...environments.flatMap((environment) => troublesOfEnvironment(environment, failed)),
    ...(unreachable === undefined ? [] : [{ kind: "unreachable" as const, text: unreachable }]),
    ...(held ? [{ kind: "held" as const, text: held.by }] : []),
  ];
  return troubles.sort((one, other) => severity[one.kind] - severity[other.kind]);
}

function troubleOfRun({ id, act, branch, commit, version, message, rolledBack }: ShownRun): Trouble {
  const what = version ?? act?.version ?? `${branch} ${commit.slice(0, 7)}`;
  const text = [`${what}: ${message ?? ""}`, rolledBack].filter(Boolean).join("; ");
  return { kind: "failed", text, run: id, ...(act && { environment: act.environment }) };
}

function troublesOfEnvironment(shown: ShownEnvironment, failedRuns: readonly ShownRun[]): Trouble[] {
  const { environment, state, note, version, drifted, drift, failed, asked, held } = shown;
  const what = [version, note].filter(Boolean).join(": ");
  const isTold = failed && failedRuns.some((run) => (run.version ?? run.act?.version) === failed.version);
  return [
    ...(state === "degraded" || state === "unknown" ? [{ kind: state, environment, text: what }] : []),
    ...(failed && !isTold
      ? [{ kind: "rejected" as const, environment, text: `${failed.version}: ${failed.cause}` }]
      : []),
    ...(asked ? [{ kind: "asked" as const, environment, text: asked.version }] : []),
    ...(held ? [{ kind: "held" as const, environment, text: textOfHeld(held) }] : []),
    ...(drifted > 0
      ? [
          {
            kind: "drift" as const,
            environment,
            text: drift.map(({ object, field }) => `${object} ${field}`.trim()).join(", "),
          },
        ]
      : []),
  ];
}

const textOfHeld = ({ from, to, by = "" }: NonNullable<ShownEnvironment["held"]>): string =>
  from === undefined ? by : `${from} → ${to}`;

/** Repositories in the order in which somebody on call wants to see them: broken, waiting, at work, well. */
export function inOrderOfConcern<T extends ShownRepository>(repositories: readonly T[]): T[] {
  const weight = ({ troubles: [worst], runs }: T): number => {
    if (worst) return severity[worst.kind];
    return runs.some(({ outcome }) => outcome === undefined) ? 10 : 11;
  };
  return [...repositories].sort((one, other) => weight(one) - weight(other) || one.name.localeCompare(other.name));
}
