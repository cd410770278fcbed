import { expect, test } from "vitest";
import { head } from "../results/result.ts";
import { statusLines } from "./status.ts";

test("shows every environment in a line, and what is strange below", () => {
  const lines = statusLines({
    ...head("Status"),
    environments: [
      {
        environment: "staging",
        place: "sandbox, namespace chat-staging",
        state: "healthy",
        version: "1.5.0",
        ready: 4,
        wanted: 4,
        since: "2026-03-01T12:00:00.000Z",
      },
      { environment: "prod", place: "sandbox, namespace chatdito", state: "empty" },
      { environment: "laptop", place: "chat-laptop", state: "unknown", note: "no engine answers", hint: "Start it." },
    ],
    newest: "1.5.0",
    named: false,
  });
  expect(lines).toEqual([
    "  ENVIRONMENT  VERSION  STATE    READY  SINCE (UTC)       PLACE",
    "✔ staging      1.5.0    healthy  4/4    2026-03-01 12:00  sandbox, namespace chat-staging",
    "- prod                  empty                             sandbox, namespace chatdito",
    "? laptop                unknown                           chat-laptop",
    "! laptop: no engine answers",
    "! laptop: Start it.",
    "Newest release: 1.5.0",
  ]);
});

test("tells once of what is gone", () => {
  const lines = statusLines({
    ...head("Status"),
    environments: [
      {
        environment: "prod",
        place: "sandbox, namespace chat",
        state: "degraded",
        version: "1.5.0",
        note: "missing: Service/chat",
        drift: [
          { object: "Service/chat", field: "", expected: "there" },
          { object: "ConfigMap/notes", field: "", expected: "there" },
        ],
      },
    ],
    newest: "1.5.0",
    named: true,
  });
  expect(lines.slice(2, -1)).toEqual([
    "! prod: missing: Service/chat",
    "! prod: ConfigMap/notes is gone",
    "! prod: to fix it: chatops promote 1.5.0 --env prod --reapply",
  ]);
});

test("tells what was started again, and what is not as its release has it, with the way to mend it", () => {
  const field = "spec.template.spec.containers[chat].env[DEBUG]";
  const lines = statusLines({
    ...head("Status"),
    environments: [
      {
        environment: "prod",
        place: "sandbox, namespace chat",
        state: "healthy",
        version: "1.5.0",
        restarts: 3,
        lastRestart: { name: "chat-1/chat", at: "2026-03-01T12:03:04Z", exitCode: 7, reason: "Error" },
        drift: [
          { object: "Deployment/chat", field, found: "on", since: "2026-03-01T11:00:00Z", by: "kubectl-set" },
          { object: "Deployment/chat", field: "spec.replicas", expected: "3", found: "1" },
          { object: "ConfigMap/chat", field: "", expected: "there" },
        ],
      },
    ],
    newest: "1.5.0",
    named: true,
  });
  expect(lines.slice(2, -1)).toEqual([
    "! prod: started again 3 times, last chat-1/chat at 2026-03-01 12:03: Error, exit code 7",
    `! prod: Deployment/chat ${field} is on (changed by kubectl-set at 2026-03-01 11:00)`,
    "! prod: Deployment/chat spec.replicas is 1, the release has 3",
    "! prod: ConfigMap/chat is gone",
    "! prod: to fix it: chatops promote 1.5.0 --env prod --reapply",
  ]);
});

test("tells who holds an environment, and how", () => {
  const held = (environment: string, how: object) =>
    ({ environment, place: "chat", state: "healthy", version: "1.0.0", held: how }) as const;
  const environments = [
    held("prod", { by: "ana via chatops@host", at: "2026-03-01T12:00:00.000Z" }),
    held("live", { from: "1.1.0", to: "1.0.0", by: "ana@laptop", at: "2026-03-01T12:00:00.000Z" }),
    held("old", { from: "1.1.0", to: "1.0.0" }),
  ];
  expect(statusLines({ ...head("Status"), environments, newest: "1.1.0", named: false })).toEqual(
    expect.arrayContaining([
      "! prod: held by ana via chatops@host at 2026-03-01 12:00",
      "! live: ana@laptop rolled 1.1.0 back to 1.0.0 at 2026-03-01 12:00",
      "! old: somebody rolled 1.1.0 back to 1.0.0",
    ]),
  );
});
