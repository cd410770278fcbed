import { expect, test } from "vitest";
import { chartFile, keyFor, namingOf } from "./naming.ts";

const naming = namingOf({ name: "chat" });

test.each([
  ["v1.4.0", "1.4.0"],
  ["v1.4.0-rc.1", "1.4.0-rc.1"],
  ["1.4.0", undefined],
  ["vv1.4.0", undefined],
  ["v1.4", undefined],
  ["v01.4.0", undefined],
  ["v1.4.0+build.5", undefined],
  ["v1.4.0 ", undefined],
  ["version-1", undefined],
  ["v", undefined],
])("the tag %j stands for the version %j", (tag, version) => {
  expect(naming.versionOfTag(tag)).toBe(version);
  if (version) expect(naming.tag(version)).toBe(tag);
});

test("tags of several projects in one repository are told apart by their beginning", () => {
  const api = namingOf({ name: "api", release: { tagPrefix: "api/" } });
  expect(api.tag("1.4.0")).toBe("api/v1.4.0");
  expect(api.tags).toBe("api/*");
  expect(api.versionOfTag("api/v1.4.0")).toBe("1.4.0");
  expect(api.reservation("1.4.0")).toBe("refs/chatops/reservations/api/v1.4.0");
  for (const other of ["v1.4.0", "web/v1.4.0", "api/1.4.0", "api/jobs/v1.4.0", "v1/api/v1.4.0"]) {
    expect(api.versionOfTag(other)).toBeUndefined();
  }
  expect(naming.versionOfTag("api/v1.4.0")).toBeUndefined();
});

test("a project that comes from changesets goes on from the tags of its package", () => {
  const api = namingOf({ name: "api", release: { tagPrefix: "@team/api@" } });
  expect(api.tag("1.3.1")).toBe("@team/api@v1.3.1");
  expect(api.versionMeant("@team/api@1.3.0")).toBe("1.3.0");
  expect(api.versionMeant("@team/api-client@1.3.0")).toBeUndefined();
});

test("an image without a registry is called like the project", () => {
  const image = { push: "localhost:5000/chat", pull: "registry:5000/chat" };
  expect(naming.images).toEqual([{ push: "chat", pull: "chat" }]);
  expect(namingOf({ name: "chat", image }).images).toEqual([image]);
});

test("each service has an image of its own, in the order of chatops.yaml", () => {
  const image = { push: "localhost:5000/web", pull: "registry:5000/web" };
  expect(namingOf({ name: "shop", services: { web: { image }, jobs: {} } }).images).toEqual([
    { service: "web", ...image },
    { service: "jobs", push: "shop-jobs", pull: "shop-jobs" },
  ]);
});

test("messages name the key of the image's own service", () => {
  expect(keyFor({}, "image")).toBe("image");
  expect(keyFor({ service: "worker" }, "chart.image")).toBe("services.worker.chart.image");
});

test("names of one thing are never those of another", () => {
  expect(naming.reservation("1.4.0")).toBe("refs/chatops/reservations/v1.4.0");
  expect(naming.buildTag({ version: "1.4.0", commit: "0123" })).toBe("commit-0123-1.4.0");
  expect(naming.bookkeeping).toBe("chatops-chat");
  expect(chartFile("chat", "1.4.0")).toBe("chat-1.4.0.tgz");
});
