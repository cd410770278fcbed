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
      { environment: "laptop", place: "chat-laptop", state: "unknown", note: "no engine answers" },
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
    "Newest release: 1.5.0",
  ]);
});
