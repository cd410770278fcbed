import { describe, expect, test } from "vitest";
import { Failure, preconditionError } from "../../lib/errors.ts";
import { failureOf } from "../../testing/chatops/failure.ts";
import { recorder } from "../../testing/chatops/recorder.ts";
import { runSteps, type Steps } from "./steps.ts";

const { signal } = new AbortController();
const noticed = async () => {};

/** Tells a story and answers with what the listener heard: `type title`, a word each. */
async function heard(story: (steps: Steps) => Promise<unknown>, options: { dryRun?: boolean; signal?: AbortSignal }) {
  const { events, listener } = recorder();
  const ended = await runSteps({ listener, dryRun: false, signal, ...options }, story).catch((error: unknown) => error);
  const words = events.map((event) => ("title" in event ? `${event.type} ${event.title}` : event.type));
  return { ended, events, words };
}

describe("a dry run", () => {
  test("reads, prints the changes, and goes on with what they are expected to give", async () => {
    const made: string[] = [];
    const { ended, words, events } = await heard(
      async ({ look, change }) => {
        const version = await look("Choose", async () => "1.4.0");
        const digest = await change("Push", { plan: [`push ${version}`, "tag"], expect: "none yet" }, async () => {
          made.push("push");
          return "sha256:1";
        });
        return digest;
      },
      { dryRun: true },
    );
    expect(ended).toBe("none yet");
    expect(made).toEqual([]);
    expect(words).toEqual(["started Choose", "finished Choose", "planned Push"]);
    expect(events.at(-1)).toEqual({ type: "planned", title: "Push", plan: ["push 1.4.0", "tag"] });
  });

  test("takes nothing back, since nothing was changed", async () => {
    let undone = false;
    const undo = async () => {
      undone = true;
    };
    const { words } = await heard(
      async ({ change, look }) => {
        await change("Tag", { plan: "tag", expect: undefined, undo }, noticed);
        await look("Verify", async () => {
          throw new Error("no");
        });
      },
      { dryRun: true },
    );
    expect(undone).toBe(false);
    expect(words).toEqual(["planned Tag", "started Verify", "failed Verify"]);
  });
});

test("a milestone is told to programs as it is", async () => {
  const { events } = await heard(async ({ reach }) => reach({ milestone: "release.published", version: "1.4.0" }), {});
  expect(events).toEqual([{ type: "milestone", milestone: "release.published", version: "1.4.0" }]);
});

describe("a story that fails", () => {
  const undone: string[] = [];
  const undoable = (title: string) => ({
    plan: title,
    expect: undefined,
    undo: async () => void undone.push(title),
  });

  test("takes its changes back, the last one first, and ends with its own error", async () => {
    const { ended, words } = await heard(async ({ change }) => {
      await change("Reserve", undoable("Reserve"), noticed);
      await change("Push", { plan: "push", expect: undefined }, noticed);
      await change("Tag", undoable("Tag"), noticed);
      throw new Error("the network is down");
    }, {});
    expect(ended).toHaveProperty("message", "the network is down");
    expect(undone).toEqual(["Tag", "Reserve"]);
    expect(words.slice(-2)).toEqual(["undone Tag", "undone Reserve"]);
  });

  test("takes back also the change that failed half-way", async () => {
    undone.length = 0;
    const { words } = await heard(
      ({ change }) => change("Tag", undoable("Tag"), () => Promise.reject(new Error("half"))),
      {},
    );
    expect(words).toEqual(["started Tag", "failed Tag", "undone Tag"]);
  });

  test("goes on taking back where one change cannot be, and says so", async () => {
    undone.length = 0;
    const stuck = { plan: "b", expect: undefined, undo: () => Promise.reject(new Error("gone")) };
    const { ended, events } = await heard(async ({ change }) => {
      await change("A", undoable("A"), noticed);
      await change("B", stuck, noticed);
      throw preconditionError("no");
    }, {});
    expect(ended).toBeInstanceOf(Failure);
    expect(undone).toEqual(["A"]);
    expect(events).toContainEqual({ type: "warning", text: 'could not take back "B": gone' });
  });
});

describe("an interrupted story", () => {
  const reason = new Failure("interrupted", "stopped");

  test("ends with the interruption, not with what broke because of it, and takes its changes back", async () => {
    const controller = new AbortController();
    const undo = async () => {};
    const { ended, words } = await heard(
      async ({ change }) => {
        await change("Tag", { plan: "tag", expect: undefined, undo }, noticed);
        await change("Push", { plan: "push", expect: undefined }, async () => {
          controller.abort(reason);
          throw new Error("git was killed");
        });
      },
      { signal: controller.signal },
    );
    expect(ended).toBe(reason);
    expect(words).toEqual(["started Tag", "finished Tag", "started Push", "failed Push", "undone Tag"]);
  });

  test("is what ended a process that was heard of before the signal", async () => {
    const controller = new AbortController();
    const { ended, words } = await heard(
      ({ change }) =>
        change("Push", { plan: "push", expect: undefined }, async () => {
          setTimeout(() => controller.abort(reason), 10);
          throw new Error("git was killed");
        }),
      { signal: controller.signal },
    );
    expect(ended).toBe(reason);
    expect(words).toEqual(["started Push", "failed Push"]);
  });

  test("stops after a step that ended well meanwhile", async () => {
    const controller = new AbortController();
    const { ended, words } = await heard(
      async ({ look }) => {
        await look("Read", async () => controller.abort(reason));
        await look("Never", noticed);
      },
      { signal: controller.signal },
    );
    expect(ended).toBe(reason);
    expect(words).toEqual(["started Read", "failed Read"]);
  });

  test("did not fail between two steps either, but by a bug", async () => {
    const controller = new AbortController();
    const stopped = (error: Error) =>
      heard(
        async () => {
          controller.abort(reason);
          throw error;
        },
        { signal: controller.signal },
      );
    expect((await stopped(preconditionError("Command was canceled"))).ended).toBe(reason);
    const bug = new TypeError("no such thing");
    expect((await stopped(bug)).ended).toBe(bug);
  });

  test("starts no change any more, and takes back none that was not started", async () => {
    const controller = new AbortController();
    controller.abort(reason);
    let undone = false;
    const undo = async () => {
      undone = true;
    };
    const { ended, words } = await heard(
      ({ change }) => change("Tag", { plan: "tag", expect: undefined, undo }, noticed),
      { signal: controller.signal },
    );
    expect(ended).toBe(reason);
    expect(undone).toBe(false);
    expect(words).toEqual([]);
  });
});

test("a step tells what it does, what it found, and that it failed although the story goes on", async () => {
  const { events, ended } = await heard(async ({ look, note, warn }) => {
    await look("Build", async (step) => {
      step.progress("3 of 5");
      step.output("COPY . .");
      step.say("from the cache");
    });
    await look("Watch", async (step) => step.fail("the container exits"));
    note("done");
    warn("old", "renew it");
    return "went on";
  }, {});
  expect(ended).toBe("went on");
  const ms = expect.any(Number);
  expect(events).toEqual([
    { type: "started", kind: "look", title: "Build" },
    { type: "progress", title: "Build", text: "3 of 5" },
    { type: "output", text: "COPY . ." },
    { type: "finished", kind: "look", title: "Build", text: "from the cache", ms },
    { type: "started", kind: "look", title: "Watch" },
    { type: "failed", kind: "look", title: "Watch", text: "the container exits", ms },
    { type: "note", text: "done" },
    { type: "warning", text: "old", hint: "renew it" },
  ]);
});

test("what a step throws arrives unchanged", async () => {
  const error = preconditionError("no remote");
  const { listener } = recorder();
  const failing = runSteps({ listener, dryRun: false, signal }, ({ look }) =>
    look("Read", () => Promise.reject(error)),
  );
  expect(await failureOf(failing)).toBe(error);
});
