import { messageOf } from "../../../lib/errors.ts";
import { commentOnce, type GitHost } from "../../adapters/git-hosts/host.ts";
import type { Milestone } from "../../core/events.ts";
import { createLine } from "../../core/line.ts";
import type { Steps } from "../../core/steps.ts";
import {
  type CommitReport,
  type DeploymentReport,
  replacedReport,
  reportOf,
  shortened,
  verdictComment,
} from "../../domain/git-hosts/report.ts";
import type { RunRecord } from "../../domain/serve/run-record.ts";
import { hostOf } from "./host.ts";
import { isNews, isSameEnd } from "./news.ts";
import type { Place } from "./places.ts";
import type { Runs } from "./runs.ts";
import type { Telemetry } from "./telemetry.ts";

/** Tells a repository's host what becomes of its commits. Nothing waits for it, and nothing fails by it. */
export interface Reporter {
  begun(run: RunRecord, before: RunRecord | undefined): void;
  reached(run: RunRecord, milestone: Milestone): void;
  ended(run: RunRecord, before: RunRecord | undefined): void;
  /** Tells again how a run ended, if the host does not know: it was dead, or serve was killed. */
  settle(run: RunRecord): Promise<void>;
}

interface ReporterContext {
  runs: Pick<Runs, "isReported" | "keepReported">;
  telemetry: Pick<Telemetry, "report">;
  steps: Pick<Steps, "warn">;
  /** Where a run is shown; undefined if nowhere. */
  linkTo: (run: RunRecord) => string | undefined;
  signal: AbortSignal;
}

/** What a dead host is not told is told at its end all the same. */
const mostWaiting = 100;

export function createReporter(place: Place, context: ReporterContext): Reporter {
  const host = hostOf(place, context.signal);
  if (!host) return silent;
  const { runs, linkTo } = context;
  const tell = createTeller(place, context);
  const unsettled = new Set<string>();
  const tellEnd = (run: RunRecord) => {
    if (unsettled.has(run.id)) return;
    unsettled.add(run.id);
    const isTaken = tell(
      async () => {
        await tellOutcome(host, run, linkTo(run));
        await runs.keepReported(run);
      },
      () => unsettled.delete(run.id),
    );
    if (!isTaken) unsettled.delete(run.id);
  };
  const tellCommit = (report: CommitReport | undefined) => {
    if (report) tell(() => host.tellCommit(report));
  };
  return {
    begun(run, before) {
      const isReplaced = before?.outcome === "waiting" || before?.outcome === "interrupted";
      if (before && isReplaced && before.commit !== run.commit) tellCommit(replacedReport(before, linkTo(before)));
      if (isNews(run, before)) tellCommit(reportOf(run, linkTo(run)));
    },
    reached(run, milestone) {
      const report = deploymentReport(run, milestone, linkTo(run));
      if (report && host.tellDeployment) tell(async () => host.tellDeployment?.(report));
    },
    ended(run, before) {
      if (isSameEnd(run, before)) void keepAsBefore(runs, run, before).catch(() => {});
      else if (run.outcome !== "interrupted") tellEnd(run);
    },
    async settle(run) {
      const isOver = run.outcome !== undefined && run.outcome !== "interrupted";
      if (isOver && !unsettled.has(run.id) && !(await runs.isReported(run))) tellEnd(run);
    },
  };
}

const silent: Reporter = { begun() {}, reached() {}, ended() {}, async settle() {} };

/** Does what tells a host, in order, and takes it as it is if that fails. */
function createTeller(place: Place, { telemetry, steps, signal }: ReporterContext) {
  const line = createLine(mostWaiting);
  let isTroubled = false;
  return (task: () => Promise<unknown>, finished: () => void = () => {}): boolean =>
    line(async () => {
      try {
        await task();
        isTroubled = false;
        telemetry.report(place.name, "sent");
      } catch (error) {
        if (signal.aborted) return;
        telemetry.report(place.name, "failed");
        const said = `${place.name}: its host was not told: ${place.mask.redact(messageOf(error))}`;
        if (!isTroubled) steps.warn(said, "How the last commit ended is told again with the next looks.");
        isTroubled = true;
      } finally {
        finished();
      }
    });
}

async function tellOutcome(host: GitHost, run: RunRecord, link: string | undefined): Promise<void> {
  const report = reportOf(run, link);
  if (report) await host.tellCommit(report);
  const comment = verdictComment(run, link);
  if (!comment) return;
  for (const pullRequest of await host.pullRequestsOf(run.commit, run.branch))
    await commentOnce(host, pullRequest, comment.mark, comment.text);
}

/** That what was done is still so is known to the host, if it was known before. */
async function keepAsBefore(runs: ReporterContext["runs"], run: RunRecord, before: RunRecord | undefined) {
  if (before && (await runs.isReported(before))) await runs.keepReported(run);
}

function deploymentReport(
  { commit, branch }: RunRecord,
  milestone: Milestone,
  link: string | undefined,
): DeploymentReport | undefined {
  const about = (state: DeploymentReport["state"], text: string) =>
    "environment" in milestone
      ? { commit, branch, environment: milestone.environment, state, text: shortened(text), link }
      : undefined;
  switch (milestone.milestone) {
    case "promotion.begun":
      return about("under way", `${milestone.version} is rolled out`);
    case "promotion.healthy":
      return about("done", `${milestone.version} is healthy`);
    case "promotion.failed":
      return about("failed", `${milestone.version}: ${milestone.cause}`);
    default:
      return undefined;
  }
}
