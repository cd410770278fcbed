import { expect, test } from "vitest";
import { digestOf, reach, released } from "../../../testing/servers/released-image.ts";
import { verifyImages } from "./verify-running-images.ts";

const doubts = [{ digest: digestOf("a"), why: "it names no index digest" }];

/** A healthy outcome whose pods run these, as their nodes call them. */
const outcomeOf = (...imageIds: string[]) => ({
  verdict: undefined,
  timeline: [],
  warnings: [],
  migrations: [],
  pods: imageIds.map((imageId, index) => ({
    name: `chat-${index}`,
    node: "worker-1",
    image: `localhost:5000/team/chat:1.4.0@${digestOf("a")}`,
    imageId,
    ready: true,
  })),
  doubts,
});

const verified = async (...imageIds: string[]) => verifyImages(outcomeOf(...imageIds), [await released()], reach);

test("nothing is doubted where all nodes run what was released, by whatever name", async () => {
  expect(await verified(digestOf("a"), digestOf("b"))).toMatchObject({ doubts: [] });
});

test("the doubt stays where one node cannot be judged, and where no pod was seen", async () => {
  const doubt = { verdict: undefined, doubts };
  expect(await verified(digestOf("b"), digestOf("9"))).toMatchObject(doubt);
  expect(await verified()).toMatchObject(doubt);
});

test("nothing is healthy where a node runs an image of another commit", async () => {
  const { verdict, doubts: left } = await verified(digestOf("b"), digestOf("e"));
  expect(left).toEqual([]);
  expect(verdict).toMatchObject({
    code: "image.not-promoted",
    evidence: [`chat-1 on worker-1: ${digestOf("e")}, of commit bad`],
  });
});
