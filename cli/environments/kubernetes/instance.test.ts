import { expect, test } from "vitest";
import { digestOf, reach, released } from "../../../testing/servers/released-image.ts";
import type { Connection } from "./connection.ts";
import { podLink, versionOf } from "./instance.ts";

type Named = (released: { repository: string; digest: string }) => string;

const usually: Named = ({ repository, digest }) => `${repository}:1.4.0@${digest}`;

/** The link of a pod that names the image so, and whose node says that it runs this one. */
async function linkOf(imageId: string, named = usually) {
  const { repository, digest, commit } = await released();
  const image = named({ repository, digest });
  const pod = {
    name: "chat-0",
    node: "worker-1",
    isOfJob: false,
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

test.each<[name: string, state: string, named: Named]>([
  ["its digest alone", "agrees", ({ repository, digest }) => `${repository}@${digest}`],
  ["a mirror", "agrees", ({ digest }) => `mirror.example.com/proxy/chat@${digest}`],
  ["its tag alone", "agrees", ({ repository }) => `${repository}:1.4.0`],
  ["another tag", "differs", ({ repository }) => `${repository}:1.3.0`],
  ["another digest", "differs", ({ repository }) => `${repository}:1.4.0@${digestOf("e")}`],
])("a pod that names the image by %s: %s", async (_, state, named) => {
  expect(await linkOf(digestOf("a"), named)).toMatchObject({ state });
});

test.each([
  ["1.4.0", ["redis:7.2.0", `chat@${digestOf("a")}`]],
  ["7.2.0", ["redis:7.2.0"]],
  ["1.5.0", [`chat:1.5.0@${digestOf("c")}`]],
  [undefined, [`chat@${digestOf("c")}`]],
])("the version is %s of a pod with %j", (version, images) => {
  const promotions = [
    { version: "1.3.0", image: "chat:1.3.0" },
    { version: "1.4.0", image: `chat:1.4.0@${digestOf("a")}` },
  ];
  expect(versionOf({ containers: images.map((image) => ({ name: "c", image, imageId: "" })) }, promotions)).toBe(
    version,
  );
});
