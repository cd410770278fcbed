import { expect, test } from "vitest";
import { folder } from "../../../../testing/fixtures/folder.ts";
import { openRequests } from "./requests.ts";

const asked = (version: string, environment = "prod") => ({
  environment,
  version,
  by: "ana",
  at: "2026-11-29T10:00:00.000Z",
});

test("what is asked for outlives a restart, and a newer one takes the place of an older one", async () => {
  const place = folder();
  const requests = await openRequests(place);
  await Promise.all([requests.ask(asked("1.0.0")), requests.ask(asked("1.1.0")), requests.ask(asked("1.0.0", "live"))]);
  const again = await openRequests(place);
  expect([again.of("prod"), again.of("live"), again.of("staging")]).toEqual([
    asked("1.1.0"),
    asked("1.0.0", "live"),
    undefined,
  ]);
  await again.drop("prod");
  expect((await openRequests(place)).of("prod")).toBeUndefined();
});

test.each(["", "{", '[{"environment":"prod"}]', "null"])("a file with %j is no request", async (text) => {
  const requests = await openRequests(folder({ "requests.json": text }));
  expect(requests.of("prod")).toBeUndefined();
});
