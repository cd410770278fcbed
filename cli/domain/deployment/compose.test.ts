import { describe, expect, test } from "vitest";
import { imageForAll, isDeployed, markedService, overrideFile, ownService, pinned, pinnedLike } from "./compose.ts";
import type { ComposeService } from "./compose-model.ts";

describe("the project's own service of a Compose file is", () => {
  test.each<[what: string, services: Record<string, ComposeService>, own: string | undefined]>([
    ["the one of its name", { chat: { image: "chat" }, web: { build: {} } }, "chat"],
    ["the only one that is built", { app: { build: {} }, redis: { image: "redis" } }, "app"],
    ["none of two that are built", { app: { build: {} }, worker: { build: { target: "worker" } } }, undefined],
    [
      "of several that are built alike the one with a port",
      { beat: { build: {} }, web: { build: {}, ports: ["8000:8000"] }, worker: { build: {} } },
      "web",
    ],
    ["the first of those without a port", { app: { build: {} }, worker: { build: {} } }, "app"],
    ["none where nothing is built", { redis: { image: "redis" } }, undefined],
  ])("%s", (_, services, own) => {
    expect(ownService({ services }, "chat")).toBe(own);
  });

  test("none of an empty file, whatever the project is called", () => {
    expect(ownService({}, "chat")).toBeUndefined();
    expect(ownService({ services: {} }, "constructor")).toBeUndefined();
  });
});

const marks = { version: "1.4.0", commit: "0123", environment: "local", repository: "github.com/team/chat" };

test("the services of a release get its image, and their own one says which it is", () => {
  const services = { chat: { build: {}, labels: { a: "1" } }, worker: { image: "chat" }, redis: { image: "redis" } };
  const model = pinned(
    { services },
    { service: "chat", images: imageForAll(["chat", "worker"], "chat@sha256:1"), marks },
  );
  const { chat, ...others } = model.services ?? {};
  expect(others).toEqual({
    worker: { image: "chat@sha256:1", pull_policy: "never" },
    redis: { image: "redis" },
  });
  expect(chat).toMatchObject({ image: "chat@sha256:1", labels: { a: "1", "chatops.version": "1.4.0" } });
  expect(chat).not.toHaveProperty("build");
  expect(pinnedLike(model, "chat")).toEqual(["chat", "worker"]);
  expect([markedService(model), markedService({ services })]).toEqual(["chat", undefined]);
  expect(pinnedLike({}, "chat")).toEqual(["chat"]);
});

test.each<[what: string, labels: Record<string, string>, isIt: boolean]>([
  ["a version's own container", { "chatops.version": "1.4.0" }, true],
  ["another one of a version", { files: "/state/chatops/chat/local/versions/1.4.0/compose.json" }, true],
  ["one whose files stood in a temporary folder", { files: "/tmp/chatops-Ab1/versions/1.4.0/compose.json" }, true],
  ["one of an older chatops", { files: "/p/compose.yaml,/s/chatops/chat/local/versions/1.4.0/override.yaml" }, true],
  ["one from somebody's own folder of versions", { files: "/home/me/versions/1.4.0/compose.yaml" }, false],
  ["what somebody started", { files: "/home/me/chat/compose.yaml" }, false],
  ["what says nothing", {}, false],
])("whether a deployment started it: %s", (_, { files, ...labels }, isIt) => {
  const noted = files ? { "com.docker.compose.project.config_files": files } : {};
  expect(isDeployed({ labels: { ...labels, ...noted } })).toBe(isIt);
});

test("the file laid over it pins the image, pulls nothing, and labels what runs", () => {
  const pin = { service: "chat", images: imageForAll(["chat"], "chat@sha256:1"), marks };
  expect(JSON.parse(overrideFile(pin))).toEqual({
    services: {
      chat: {
        image: "chat@sha256:1",
        pull_policy: "never",
        labels: {
          "chatops.version": "1.4.0",
          "chatops.commit": "0123",
          "chatops.environment": "local",
          "chatops.repository": "github.com/team/chat",
        },
      },
    },
  });
  const inFolder = overrideFile({ ...pin, marks: { ...marks, repository: "/srv/git/a $b" } });
  expect(JSON.parse(inFolder).services.chat.labels["chatops.repository"]).toBe("/srv/git/a $$b");
  const outsideGit = overrideFile({ ...pin, marks: { ...marks, commit: undefined, repository: undefined } });
  expect(outsideGit).not.toMatch(/chatops\.(commit|repository)/);
  expect(overrideFile({ ...pin, marks: undefined })).not.toContain("labels");
});
