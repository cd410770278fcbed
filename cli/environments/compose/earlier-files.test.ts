import { expect, test } from "vitest";
import { imageForAll, pinned } from "../../domain/deployment/compose.ts";
import { keptOf } from "./earlier-files.ts";
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
