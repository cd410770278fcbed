import { expect, test } from "vitest";
import { full, local, several } from "../../../testing/fixtures/releases.ts";
import { copiedTo, namesImageOf, runReference } from "./release.ts";

test("what runs is pinned by digest where there is one", () => {
  expect(runReference(full)).toBe("localhost:5000/team/chat:1.4.0@sha256:aa");
  expect(runReference(local)).toBe("chat:1.4.0");
});

test("an environment has copies of the images that it names", () => {
  const copied = copiedTo(several, ({ service }) => (service === "worker" ? "production/worker" : undefined));
  expect(copied.image).toEqual(several.image);
  expect(copied.otherImages?.[0]).toMatchObject({
    repository: "production/worker",
    copiedFrom: "localhost:5000/shop/worker",
  });
  expect(copied.otherImages?.[1]).toEqual(several.otherImages?.[1]);
});

test("an image of any service is one of the release's", () => {
  expect(namesImageOf(several, "mirror.example.com/x@sha256:dd")).toBe(true);
  expect(namesImageOf(several, "shop-jobs:1.4.0")).toBe(true);
  expect(namesImageOf(several, "shop-jobs:1.3.0")).toBe(false);
  expect(namesImageOf(several, "localhost:5000/shop/worker:1.4.0@sha256:00")).toBe(false);
});
