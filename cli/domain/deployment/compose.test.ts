import { describe, expect, test } from "vitest";
import { overrideFile, ownService } from "./compose.ts";

describe("the project's own service of a Compose file is", () => {
  test.each<[what: string, services: Record<string, { build?: unknown; image?: string }>, own: string | undefined]>([
    ["the one of its name", { chat: { image: "chat" }, web: { build: "." } }, "chat"],
    ["the only one that is built", { app: { build: "." }, redis: { image: "redis" } }, "app"],
    ["none of two that are built", { app: { build: "." }, worker: { build: "." } }, undefined],
    ["none where nothing is built", { redis: { image: "redis" } }, undefined],
  ])("%s", (_, services, own) => {
    expect(ownService({ services }, "chat")).toBe(own);
  });

  test("none of an empty file, whatever the project is called", () => {
    expect(ownService({}, "chat")).toBeUndefined();
    expect(ownService({ services: {} }, "constructor")).toBeUndefined();
  });
});

test("the file laid over it pins the image, pulls nothing, and labels what runs", () => {
  const marks = { version: "1.4.0", commit: "0123", environment: "local", repository: "github.com/team/chat" };
  const pinned = { service: "chat", image: "chat@sha256:1", marks };
  expect(JSON.parse(overrideFile(pinned))).toEqual({
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
  const outsideGit = overrideFile({ ...pinned, marks: { ...marks, commit: undefined, repository: undefined } });
  expect(outsideGit).not.toMatch(/chatops\.(commit|repository)/);
  expect(overrideFile({ ...pinned, marks: undefined })).not.toContain("labels");
});
