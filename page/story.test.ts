import { expect, test } from "vitest";
import { Story } from "./story.js";

function storyOf(...events: object[]) {
  const story = new Story();
  story.take(events as Parameters<Story["take"]>[0]);
  return story;
}

test("steps are told as they go on and end", () => {
  const story = storyOf({ type: "started", title: "Build" }, { type: "progress", title: "Build", text: "2 of 5" });
  expect(story.now).toBe("Build — 2 of 5");
  story.take([{ type: "finished", title: "Build", ms: 1_200, text: "shop:1.4.0" }]);
  expect(story.steps).toEqual([{ title: "Build", state: "done", text: "shop:1.4.0", ms: 1_200 }]);
});

test("of a pod the last that was told stands there, each on its line", () => {
  const story = storyOf(
    { type: "pod", pod: "shop-1", text: "shop-1 scheduled 0.1 s" },
    { type: "pod", pod: "shop-2", text: "shop-2 scheduled 0.1 s" },
    { type: "pod", pod: "shop-1", text: "shop-1 scheduled 0.1 s · ready 2.1 s" },
  );
  expect([...story.pods.values()]).toEqual(["shop-1 scheduled 0.1 s · ready 2.1 s", "shop-2 scheduled 0.1 s"]);
});

test("verdicts and evidence of all promotions are found, and an error is over once it goes on", () => {
  const verdict = { code: "start.exits", cause: "it exits", evidence: [], fix: "" };
  const failed = { kind: "Promotion", environment: "prod", verdict, evidence: "/a/file" };
  const story = storyOf(
    { type: "error", message: "the gate is closed" },
    {
      type: "result",
      result: { kind: "Promotions", promotions: [{ kind: "Promotion", environment: "staging" }, failed] },
    },
  );
  expect(story).toMatchObject({ verdicts: [{ environment: "prod", verdict }], hasEvidence: true });
  expect(story.error?.message).toBe("the gate is closed");
  story.take([{ type: "started", title: "Look for releases" }]);
  expect(story.error).toBeUndefined();
});

test("only so many lines of programs are kept", () => {
  const story = storyOf(...Array.from({ length: 5_000 }, (_, n) => ({ type: "output", text: `${n}` })));
  expect(story.lines).toHaveLength(2_000);
  expect(story.lines.at(-1)).toBe("4999");
});
