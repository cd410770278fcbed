import { describe, expect, test } from "vitest";
import { composeContainer } from "../../../testing/fixtures/compose-states.ts";
import { areUnchanged, ownerOf, runningOf } from "./running.ts";

const start = Date.parse("2026-03-01T12:00:00.000Z");
const later = start + 60_000;
const labels = { "chatops.version": "1.4.0", "chatops.commit": "0123", "chatops.repository": "github.com/team/chat" };

describe("what runs", () => {
  test("is read from the container's labels, whatever its service is called", () => {
    const redis = composeContainer({ id: "1", service: "redis" });
    const compose = {
      "com.docker.compose.project.config_files": "/a/compose.yaml,/a/override.yaml",
      "com.docker.compose.project.working_dir": "/src",
    };
    const own = composeContainer({ service: "web", reference: "chat:1.4.0", labels: { ...labels, ...compose } });
    expect(runningOf([redis, own], "chat", later)).toEqual({
      name: "1.4.0",
      version: "1.4.0",
      commit: "0123",
      repository: "github.com/team/chat",
      service: "web",
      image: { reference: "chat:1.4.0", id: "sha256:1" },
      images: new Map([
        ["redis", "sha256:1"],
        ["web", "sha256:1"],
      ]),
      condition: "healthy",
      since: "2026-03-01T12:00:00.000Z",
      files: ["/a/compose.yaml", "/a/override.yaml"],
      folder: "/src",
    });
  });

  test("is the service's container where nothing is labelled, and is called by its image", () => {
    const found = runningOf([composeContainer({ reference: "chat-local-chat" })], "chat", later);
    expect(found).toMatchObject({ name: "chat-local-chat", version: undefined, files: [] });
    expect(runningOf([composeContainer({ service: "redis" })], "chat", later)).toBeUndefined();
  });

  test("has no version where the label is none: it would become a folder's name", () => {
    const found = runningOf([composeContainer({ labels: { "chatops.version": "../../etc" } })], "chat", later);
    expect(found?.version).toBeUndefined();
  });

  test("of what a killed run left is the version that may still work", () => {
    const sick = composeContainer({ id: "1", status: "exited", labels: { ...labels, "chatops.version": "1.5.0" } });
    expect(runningOf([sick, composeContainer({ labels })], "chat", later)).toMatchObject({
      version: "1.4.0",
      condition: "uncertain",
    });
  });

  test.each<[condition: string, what: string, different: Parameters<typeof composeContainer>[0], now: number]>([
    ["healthy", "has run for long", {}, later],
    ["healthy", "says so itself", { health: "healthy" }, start],
    ["uncertain", "was started just now", {}, start + 1_000],
    ["uncertain", "is not checked yet", { health: "starting" }, later],
    ["uncertain", "was started again just now", { restarts: 4 }, start + 20_000],
    ["healthy", "was started again long ago", { restarts: 4 }, later],
    ["uncertain", "is paused", { status: "paused" }, later],
    ["sick", "has ended", { status: "exited" }, later],
    ["sick", "keeps ending", { status: "restarting" }, later],
    ["sick", "never started", { status: "created" }, later],
    ["sick", "fails its check", { health: "unhealthy" }, later],
  ])("is %s where it %s", (condition, _, different, now) => {
    expect(runningOf([composeContainer(different)], "chat", now)?.condition).toBe(condition);
  });
});

test("containers are unchanged where none came, went, stopped, was started anew or renamed", () => {
  const [one, two] = [composeContainer({ id: "1" }), composeContainer({ id: "2" })];
  expect(areUnchanged([one, two], [two, { ...one, log: ["more"] }])).toBe(true);
  expect(areUnchanged([one, two], [one])).toBe(false);
  expect(areUnchanged([one], [{ ...one, status: "exited" }])).toBe(false);
  expect(areUnchanged([one], [{ ...one, name: "aside" }])).toBe(false);
  expect(areUnchanged([one], [{ ...one, startedAt: "2026-03-01T13:00:00.000Z" }])).toBe(false);
});

describe("a Compose project belongs to", () => {
  const folder = { "com.docker.compose.project.working_dir": "/src" };
  test.each<[what: string, labels: Record<string, string>[], owner: object]>([
    ["nobody without containers", [], { kind: "nobody" }],
    ["the repository of any label", [folder, labels], { kind: "repository", identities: ["github.com/team/chat"] }],
    ["an older chatops", [folder, { "chatops.version": "1.4.0" }], { kind: "chatops" }],
    ["whoever started it in a folder", [folder, folder], { kind: "folder", folders: ["/src"] }],
    ["somebody without a word", [{}], { kind: "folder", folders: [] }],
  ])("%s", (_, all, owner) => {
    expect(ownerOf(all.map((own) => composeContainer({ labels: own })))).toEqual(owner);
  });
});
