import type { HistoryResult } from "../../../results/history.ts";
import type { ShownEnvironment, ShownRepository, Trouble } from "../page/overview.ts";
import type { ShownPreview } from "../pulls/shown.ts";
import type { Act } from "../run-record.ts";
import { commands } from "./command.ts";

/** More lines at once push what people say out of sight. */
const mostLines = 12;

/** What people are told at once: the first lines, and how many there are. */
export function bounded(lines: readonly string[], rest: string): string[] {
  return lines.length <= mostLines
    ? [...lines]
    : [...lines.slice(0, mostLines - 1), `… and ${lines.length - mostLines + 1} more: ${rest}`];
}

/** What somebody may say. */
export const helpLines = (may: (name: keyof typeof commands) => boolean): string[] =>
  (Object.keys(commands) as (keyof typeof commands)[])
    .filter(may)
    .map((name) => `${`/${name} ${commands[name].words}`.trim()}: ${commands[name].what}`);

/** What runs where, and what somebody should know of it. */
export function statusLines(repositories: readonly ShownRepository[]): string[] {
  return repositories.flatMap((repository) => {
    const { name, environments, troubles } = repository;
    const lines = [
      ...troubles.map((trouble) => troubleLine(repository, trouble)),
      ...environments.map((environment) => environmentLine(name, environment)),
    ];
    return lines.length > 0 ? lines : [`${name}: nothing was promoted yet`];
  });
}

function environmentLine(repository: string, shown: ShownEnvironment): string {
  const { environment, version, state, ready, wanted, since, by, active } = shown;
  const runs = version === undefined ? state : `${version} ${state}`;
  const pods = wanted === undefined ? "" : `${ready} of ${wanted} ready`;
  const sinceWhen = since === undefined ? "" : `since ${minuteOf(since)} UTC${by === undefined ? "" : ` by ${by}`}`;
  const underWay = active?.act ? `${active.act.version ?? actWords[active.act.kind]} is on its way` : "";
  return [`${repository} ${environment}: ${runs}`, pods, sinceWhen, underWay].filter(Boolean).join(", ");
}

/** What somebody had done that is of no version. */
const actWords: Readonly<Record<Act["kind"], string>> = {
  promote: "a promotion",
  rollback: "a rollback",
  hold: "a hold",
  let: "the end of a hold",
};

/** Words for what troubles, before what is known of it. */
const troubleWords: Readonly<Record<Trouble["kind"], string>> = {
  failed: "failed",
  degraded: "is not healthy",
  unknown: "does not answer",
  rejected: "the last promotion failed",
  unreachable: "cannot be asked",
  asked: "waits for an approval",
  drift: "was changed by hand",
  held: "is held",
};

function troubleLine({ name, environments }: ShownRepository, { kind, environment, text }: Trouble): string {
  const where = [name, environment].filter(Boolean).join(" ");
  const asked = environments.find((each) => each.environment === environment)?.asked;
  if (kind === "asked" && asked) return `! ${askedLine(name, environment ?? "", asked)}`;
  return `! ${where} ${troubleWords[kind]}${text ? `: ${text}` : ""}`;
}

/** What waits for an approval, with what to say to approve it: so it is approved for just that version. */
export function askedLine(repository: string, environment: string, asked: { version: string; by?: string }): string {
  const who = asked.by === undefined ? "a push" : asked.by;
  const say = `/approve ${repository} ${asked.version} ${environment}`;
  return `${repository} ${asked.version} waits in ${environment}, asked for by ${who}: ${say}`;
}

/** The previews of pull requests, with where they are reached. */
export function previewLines({ name, previews }: Pick<ShownRepository, "name" | "previews">): string[] {
  if (previews.length === 0) return [`${name}: there is no preview`];
  return previews.map(({ number, commit, state, address, until, why }) => {
    const end = until === undefined ? "" : `until ${minuteOf(until)} UTC`;
    const facts = [previewWords[state], address, end].filter(Boolean).join(", ");
    return `${name} #${number} ${commit.slice(0, 7)} ${facts}${why ? `: ${why}` : ""}`;
  });
}

const previewWords: Readonly<Record<ShownPreview["state"], string>> = {
  asked: "waits for somebody who reads it",
  "under way": "is being built",
  ready: "is ready",
  waiting: "waits",
  failed: "failed",
};

const mostPromotions = 5;

/** The last promotions into an environment. */
export function historyLines(repository: string, { environment, promotions }: HistoryResult): string[] {
  if (promotions.length === 0) return [`${repository} ${environment}: nothing was promoted there yet`];
  return promotions.slice(0, mostPromotions).map(({ at, version, outcome, by, cause, rolledBackFrom }) => {
    const why = cause ?? (rolledBackFrom === undefined ? "" : `rolled back from ${rolledBackFrom}`);
    const facts = [`${version} ${outcome}`, by === undefined ? "" : `by ${by}`, why].filter(Boolean).join(", ");
    return `${repository} ${environment}, ${minuteOf(at)} UTC: ${facts}`;
  });
}

const minuteOf = (at: string): string => at.replace("T", " ").slice(0, 16);
