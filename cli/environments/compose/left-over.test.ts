import { expect, test } from "vitest";
import { addedSince } from "./left-over.ts";

const startedFrom = (version: string, service: string, id = service) => ({
  id,
  service,
  labels: { "com.docker.compose.project.config_files": `/state/chatops/chat/local/versions/${version}/compose.json` },
});

test("a rollback removes what the failed version added, and nothing that ran before", () => {
  const before = [startedFrom("1.0.0", "app"), startedFrom("0.9.0", "profiled"), startedFrom("1.1.0", "killed")];
  const guest = { id: "guest", service: "guest", labels: {} };
  const now = [...before, guest, startedFrom("1.1.0", "new"), startedFrom("1.1.0", "app", "app-again")];
  const added = addedSince([...before, guest], now, { services: ["app"], failed: "1.1.0" });
  expect(added.map(({ id }) => id)).toEqual(["killed", "new"]);
});
