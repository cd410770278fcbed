import { expect, test } from "vitest";
import { copiedTo, namesImageOf, type Release, runReference } from "./release.ts";

const full: Release = {
  version: "1.4.0",
  commit: "0123456789abcdef0123456789abcdef01234567",
  image: { repository: "localhost:5000/team/chat", digest: "sha256:aa", id: "sha256:bb" },
  chart: { name: "chat", repository: "https://charts.example.com", digest: "sha256:cc" },
};
const local: Release = {
  ...full,
  image: { repository: "chat", digest: undefined, id: "sha256:bb" },
  chart: undefined,
};
const several: Release = {
  ...full,
  image: { service: "web", repository: "localhost:5000/shop/web", digest: "sha256:aa", id: "sha256:bb" },
  otherImages: [
    { service: "worker", repository: "localhost:5000/shop/worker", digest: "sha256:dd", id: "sha256:ee" },
    { service: "jobs", repository: "shop-jobs", digest: undefined, id: "sha256:ff" },
  ],
};

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
