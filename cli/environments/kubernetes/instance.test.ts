import { expect, test } from "vitest";
import { digestOf, reach, released } from "../../../testing/servers/released-image.ts";
import type { Connection } from "./connection.ts";
import { podLink } from "./instance.ts";

/** The link of a pod that names the released image, and whose node says that it runs this one. */
async function linkOf(imageId: string) {
  const { repository, digest, commit } = await released();
  const image = `${repository}:1.4.0@${digest}`;
  const pod = {
    name: "chat-0",
    node: "worker-1",
    isReady: true,
    restarts: 0,
    containers: [{ name: "chat", image, imageId }],
  };
  const connection = { cluster: { namespace: "chat" } } as Connection;
  const release = { version: "1.4.0", commit, image: { repository, digest, id: digestOf("1") }, chart: undefined };
  return podLink(pod, connection, release, { project: "chat", ...reach });
}

test.each([
  ["agrees", digestOf("a"), "ready on worker-1, runs this image"],
  ["agrees", digestOf("b"), "ready on worker-1, runs this image"],
  ["differs", digestOf("e"), `ready on worker-1, its node runs another image, ${digestOf("e")}`],
  ["not checked", digestOf("9"), `ready on worker-1, is to run this image; its node calls it ${digestOf("9")}`],
  ["not checked", "", "ready on worker-1, is to run this image; its node calls it nothing yet"],
])("a pod's link %s where its node runs %s", async (state, imageId, note) => {
  expect(await linkOf(imageId)).toEqual({ part: "pod", value: "chat-0 in namespace chat", state, note });
});
