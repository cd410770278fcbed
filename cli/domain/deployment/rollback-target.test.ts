import { describe, expect, test } from "vitest";
import { composeContainer } from "../../../testing/fixtures/compose-states.ts";
import { type History, noHistory, withPromotion } from "../environment/history.ts";
import { rollbackTarget } from "./rollback-target.ts";
import { runningOf } from "./running.ts";

const failed = { version: "1.5.0", image: { id: "sha256:5" }, service: "chat" };

/** What ran: a version in a container that differs so from one that is well. */
const ran = (version: string, image: string, different: Parameters<typeof composeContainer>[0] = {}) => ({
  isEmpty: false,
  running: runningOf(
    [composeContainer({ image, labels: { "chatops.version": version }, ...different })],
    "chat",
    Date.now(),
  ),
});

type Ran = [
  before: Parameters<typeof rollbackTarget>[0],
  failed: Parameters<typeof rollbackTarget>[2],
  history: History,
];

const recorded = (version: string, imageId: string) =>
  withPromotion(noHistory, { version, image: `chat:${version}`, imageId, outcome: "healthy", at: "" });

const history = recorded("1.3.0", "sha256:3");

describe("a deployment that fails goes back to", () => {
  test.each<[what: string, ...Ran, target: string]>([
    ["what ran, whatever the history says", ran("1.4.0", "sha256:4"), failed, history, "1.4.0"],
    ["what ran, where no history knows it", ran("1.4.0", "sha256:4"), failed, noHistory, "1.4.0"],
    ["what was about to be healthy", ran("1.4.0", "sha256:4", { health: "starting" }), failed, history, "1.4.0"],
    ["the same version, where that was healthy", ran("1.5.0", "sha256:5"), failed, history, "1.5.0"],
    ["another build of the same version", ran("1.5.0", "sha256:4", { health: "starting" }), failed, history, "1.5.0"],
    [
      "what is recorded healthy, not to what was sick",
      ran("1.4.0", "sha256:4", { status: "exited" }),
      failed,
      history,
      "1.3.0",
    ],
    [
      "what is recorded healthy, where a killed run left the same version",
      ran("1.5.0", "sha256:5", { health: "starting" }),
      failed,
      history,
      "1.3.0",
    ],
    [
      "what is recorded healthy, where only other services ran",
      { isEmpty: false, running: undefined },
      failed,
      history,
      "1.3.0",
    ],
  ])("%s", (_, before, version, known, target) => {
    expect(rollbackTarget(before, false, version, known)).toMatchObject({
      to: "version",
      target: { name: target, version: target },
    });
  });

  test.each<[what: string, ...Ran, to: string]>([
    [
      "nothing, where nothing was there, whatever the history says",
      { isEmpty: true, running: undefined },
      failed,
      history,
      "nothing",
    ],
    [
      "nowhere from where something sick ran",
      ran("1.4.0", "sha256:4", { status: "exited" }),
      failed,
      noHistory,
      "nowhere",
    ],
    ["nowhere, where other services ran", { isEmpty: false, running: undefined }, failed, noHistory, "nowhere"],
    [
      "nowhere, where only the very version that failed is recorded",
      ran("1.5.0", "sha256:5", { status: "exited" }),
      failed,
      recorded("1.5.0", "sha256:5"),
      "nowhere",
    ],
  ])("%s", (_, before, version, known, to) => {
    expect(rollbackTarget(before, false, version, known)).toEqual({ to });
  });
});

describe("a deployment that touched nothing", () => {
  test("leaves what runs, also where that is sick", () => {
    for (const different of [{}, { status: "exited" } as const])
      expect(rollbackTarget(ran("1.4.0", "sha256:4", different), true, failed, history)).toEqual({ to: "same" });
    expect(rollbackTarget(ran("1.5.0", "sha256:5"), true, failed, history)).toEqual({ to: "same" });
  });

  test("because a killed run had started the same version goes back all the same", () => {
    const left = ran("1.5.0", "sha256:5", { health: "starting" });
    expect(rollbackTarget(left, true, failed, history)).toMatchObject({ to: "version", target: { version: "1.3.0" } });
  });

  test("is removed where nothing was there", () => {
    expect(rollbackTarget({ isEmpty: true, running: undefined }, false, failed, history)).toEqual({ to: "nothing" });
    expect(rollbackTarget({ isEmpty: true, running: undefined }, true, failed, history)).toEqual({ to: "same" });
  });
});
