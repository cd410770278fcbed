import { expect, test } from "vitest";
import { imageForAll, pinned } from "../../domain/deployment/compose.ts";
import { imagesThatRan, keptOf } from "./earlier-files.ts";
import { keptFile, localState } from "./local-state.ts";

const marks = { version: "1.0.0", commit: undefined, environment: "local", repository: undefined };
const pin = { service: "chat", images: imageForAll(["chat"], "chat:1.0.0"), marks };
const model = pinned({ services: { chat: {}, redis: { image: "redis" } } }, pin);
const local = localState({ XDG_STATE_HOME: "/state" }, "chat", "local");
const kept = new Map([["1.0.0", { model, envText: undefined }]]);

test("a version goes back to its own service, whatever the version that failed calls it", () => {
  const target = { version: "1.0.0", files: [], service: "web" };
  expect(keptOf(target, { local }, { kept, isAdopted: false })).toMatchObject({ model, service: "chat" });
  expect(keptOf({ ...target, version: "0.9.0" }, { local }, { kept, isAdopted: false })).toBeUndefined();
});

test("what another repository started is of no version here, unless its containers name the file", () => {
  const target = { version: "1.0.0", files: [keptFile(local, "1.0.0")], service: "web" };
  expect(keptOf(target, { local }, { kept, isAdopted: true })).toMatchObject({ service: "chat" });
  expect(keptOf({ ...target, files: [] }, { local }, { kept, isAdopted: true })).toBeUndefined();
});

test("the other services go back to what they ran, though a later build has its tag", async () => {
  const never = { pull_policy: "never" };
  const services = {
    chat: { image: "chat:dev", ...never },
    worker: { image: "worker:dev", ...never },
    jobs: { image: "jobs:dev", ...never },
    unborn: { image: "unborn:dev", ...never },
    redis: { image: "redis" },
  };
  const now: Record<string, string> = { "worker:dev": "sha256:broken", "jobs:dev": "sha256:jobs" };
  const ran = new Map(
    Object.entries({ chat: "sha256:chat", worker: "sha256:good", jobs: "jobs:dev", redis: "sha256:redis" }),
  );
  const { ids, references } = await imagesThatRan({ services }, ["chat"], ran, async (name) => now[name]);
  expect(Object.fromEntries(ids)).toEqual({ worker: "sha256:good", jobs: "sha256:jobs" });
  expect(Object.fromEntries(references)).toEqual({ worker: "sha256:good", jobs: "jobs:dev" });
});
