import { test } from "vitest";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { releasePlace } from "../../../testing/sweeps/release-place.ts";
import { expectReleasedAfterAll } from "../../../testing/sweeps/release-sweep.ts";

const publish = ownServers();

test("whichever request fails, a release is made, or says why not and is made by the same command", {
  timeout: 7_200_000,
}, async () => {
  await expectReleasedAfterAll(publish, await releasePlace(publish));
});
