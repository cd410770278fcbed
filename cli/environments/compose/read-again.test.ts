import { expect, test } from "vitest";
import { otherImages } from "./read-again.ts";

test("another service runs what it ran, else what the release has: an environment may have a copy", () => {
  const [image, worker, jobs] = ["chat", "worker", "jobs"].map((service) => ({
    service,
    repository: `registry.example.com/${service}`,
    digest: undefined,
    id: "",
  }));
  if (!image || !worker || !jobs) throw new Error("three images");
  const release = { version: "1.4.0", commit: "0123", image, otherImages: [worker, jobs], chart: undefined };
  const version = {
    service: "chat",
    released: new Map([
      ["chat", "chat"],
      ["worker", "worker"],
      ["beat", "worker"],
      ["jobs", "jobs"],
    ]),
  };
  const images = new Map([["worker", "sha256:copy"]]);
  expect(Object.fromEntries(otherImages({ images }, release, version))).toEqual({
    worker: "sha256:copy",
    beat: "sha256:copy",
    jobs: "registry.example.com/jobs:1.4.0",
  });
  expect(Object.fromEntries(otherImages({ images }, undefined, version))).not.toHaveProperty("jobs");
});
