import { expect, test } from "vitest";
import { digestOf, reach, released } from "../../testing/servers/released-image.ts";
import { identify } from "./image-identity.ts";

test.each([
  ["its index", `docker.io/team/chat@${digestOf("a")}`],
  ["the manifest of a platform", `mirror/chat@${digestOf("c")}`],
  ["its configuration", digestOf("2")],
  ["another index with its configuration", `docker-pullable://team/chat@${digestOf("d")}`],
])("a node that names %s runs what was released", async (_, imageId) => {
  expect(await identify(await released(), imageId, reach)).toEqual({ is: "released" });
});

test("a node runs another image where the registry has that one, of another commit", async () => {
  const identity = await identify(await released(), `team/chat@${digestOf("e")}`, reach);
  expect(identity).toEqual({ is: "another", commit: "bad" });
});

test.each([
  ["the registry does not have", digestOf("9")],
  ["tells no commit", digestOf("f")],
  ["has no digest", "1a2b3c4d"],
  ["is not there yet", ""],
])("what a node runs that %s cannot be told", async (_, imageId) => {
  expect(await identify(await released(), imageId, reach)).toEqual({ is: "unknown" });
});

test("what a node runs cannot be told where no registry answers", async () => {
  const away = { ...(await released()), repository: "127.0.0.1:1/team/chat" };
  expect(await identify(away, digestOf("e"), reach)).toEqual({ is: "unknown" });
});
