import type { Slots } from "../../core/slots.ts";
import { counter, exposition, histogram } from "../../domain/serve/metrics.ts";
import type { Act, Outcome } from "../../domain/serve/run-record.ts";

/** What became of a delivery. */
export type BellResult = "rung" | "ignored" | "forged" | "too large" | "limited" | "unknown";

/** What became of a command in the chat. */
export type CommandResult = "done" | "refused" | "stranger" | "late" | "limited";

/** What serve counts of itself. */
export interface Telemetry {
  bell(repository: string, result: BellResult): void;
  look(repository: string, result: "answered" | "failed"): void;
  run(repository: string, outcome: Outcome): void;
  act(repository: string, kind: Act["kind"], outcome: Outcome): void;
  command(result: CommandResult): void;
  serving(repository: string, seconds: number): void;
  notice(repository: string, result: "sent" | "failed"): void;
  report(repository: string, result: "sent" | "failed"): void;
  preview(repository: string, outcome: Outcome): void;
  text(): string;
}

/** From a build of a moment to one of half an hour. */
const secondsBounds = [5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800];

export function openTelemetry(slots: Pick<Slots, "waiting" | "busy">): Telemetry {
  const [bells, looks, runs, notices, reports] = [counter(), counter(), counter(), counter(), counter()];
  const [acts, commands, previews] = [counter(), counter(), counter()];
  const seconds = histogram(secondsBounds);
  const gauge = (name: string, help: string, value: number) =>
    ({ name, type: "gauge", help, samples: [{ labels: {}, value }] }) as const;
  return {
    bell: (repository, result) => bells.add({ repository, result }),
    look: (repository, result) => looks.add({ repository, result }),
    run: (repository, outcome) => runs.add({ repository, outcome }),
    act: (repository, kind, outcome) => acts.add({ repository, kind, outcome }),
    command: (result) => commands.add({ result }),
    preview: (repository, outcome) => previews.add({ repository, outcome }),
    serving: (repository, value) => seconds.observe({ repository }, value),
    notice: (repository, result) => notices.add({ repository, result }),
    report: (repository, result) => reports.add({ repository, result }),
    text: () =>
      exposition([
        {
          name: "chatops_serve_bells_total",
          type: "counter",
          help: "Deliveries of webhooks by what became of them.",
          samples: bells.samples(),
        },
        {
          name: "chatops_serve_looks_total",
          type: "counter",
          help: "How often a remote was asked for its branches.",
          samples: looks.samples(),
        },
        {
          name: "chatops_serve_runs_total",
          type: "counter",
          help: "Runs by how they ended.",
          samples: runs.samples(),
        },
        {
          name: "chatops_serve_acts_total",
          type: "counter",
          help: "What people had done on the page and in the chat, by how it ended.",
          samples: acts.samples(),
        },
        {
          name: "chatops_serve_previews_total",
          type: "counter",
          help: "Commits of pull requests that were built and promoted, by what came of them.",
          samples: previews.samples(),
        },
        {
          name: "chatops_serve_commands_total",
          type: "counter",
          help: "Commands in the chat by what became of them.",
          samples: commands.samples(),
        },
        {
          name: "chatops_serve_notices_total",
          type: "counter",
          help: "Notices to channels by what became of them.",
          samples: notices.samples(),
        },
        {
          name: "chatops_serve_reports_total",
          type: "counter",
          help: "What Git hosts were told by their APIs, by what became of it.",
          samples: reports.samples(),
        },
        {
          name: "chatops_serve_push_to_serving_seconds",
          type: "histogram",
          help: "From the first sight of a commit until it is healthy in its first environment.",
          samples: seconds.samples(),
        },
        gauge("chatops_serve_runs_active", "Runs that are under way.", slots.busy),
        gauge("chatops_serve_runs_waiting", "Repositories that wait for a place among the runs.", slots.waiting),
      ]),
  };
}
