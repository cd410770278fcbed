import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Script, script, scriptFile, startProgram } from "../../testing/chatops/script.ts";

/** The text of a program of one command, whose work is `body`. */
const sourceOf = (body: string, options: object = {}, events = true, lasting = "task"): string => `
    import { setTimeout as pause } from "node:timers/promises";
    import { runCommand } from "#cli/terminal/run.ts";
    import { Failure, preconditionError, usageError } from "#lib/errors.ts";
    await runCommand(${JSON.stringify(options)}, { events: ${events}, name: "release", lasting: "${lasting}" }, async (session) => { ${body} });
  `;

const command = (...of: Parameters<typeof sourceOf>): Script => script(sourceOf(...of));

const answer = `return { kind: "Stopped", message: "Released 1.4.0" };`;
const story = `await session.steps.look("Read", async (step) => step.say("one commit")); ${answer}`;

describe("the answer", () => {
  test("stands alone on stdout; what happened on the way is told on stderr", async () => {
    const { stdout, stderr, exitCode } = await command(story).ended;
    // A step that took a while says how long.
    expect({ stdout, stderr, exitCode }).toEqual({
      stdout: "Released 1.4.0\n",
      stderr: expect.stringMatching(/^✔ Read — one commit(?: \([\d.]+ s\))?\n$/),
      exitCode: 0,
    });
  });

  test("with --quiet is all that is said", async () => {
    expect(await command(story, { quiet: true }).ended).toMatchObject({ stdout: "Released 1.4.0\n", stderr: "" });
  });

  test("of a long command with --json is its last event", async () => {
    const { stdout, stderr } = await command(story, { json: true }).ended;
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual(["started", "finished", "result"]);
    expect(events.at(-1)).toMatchObject({ result: { kind: "Stopped" } });
    expect(stderr).toBe("");
  });

  test("of a reading command with -o json is one document", async () => {
    const { stdout, stderr } = await command(story, { output: "json" }, false).ended;
    expect(JSON.parse(stdout)).toEqual({ kind: "Stopped", message: "Released 1.4.0" });
    expect(stderr).toBe("");
  });

  test("decides the exit code", async () => {
    const trace = `return { kind: "Trace", released: true, links: [{ part: "image", value: "a", state: "differs" }] };`;
    expect(await command(trace).ended).toMatchObject({ exitCode: 3, stdout: expect.stringContaining("✖ image  a") });
  });

  test.each([
    ["text", {}],
    ["a document", { json: true }],
  ])("shows no secret of the environment and no control sequence as %s", async (_, options) => {
    const body = `return { kind: "Stopped", message: process.env.X_TOKEN + "\\u001b[2J!" };`;
    const source = `process.env.X_TOKEN = "tok-12345";`;
    const run = script(`
      import { runCommand } from "#cli/terminal/run.ts";
      ${source}
      await runCommand(${JSON.stringify(options)}, { events: false, name: "status" }, async () => { ${body} });
    `);
    const { stdout } = await run.ended;
    expect(stdout).toContain("[hidden]");
    expect(stdout).not.toContain("tok-12345");
    expect(stdout).not.toContain("\u001b");
  });
});

describe("a failure", () => {
  test("is told on stderr with its hint, and gives its exit code", async () => {
    const ran = await command(`throw preconditionError("no remote", { hint: "Add one.", details: ["origin"] });`).ended;
    expect(ran).toMatchObject({ exitCode: 3, stdout: "", stderr: "✖ no remote\n  │ origin\n→ Add one.\n" });
  });

  test("is the last event with --json", async () => {
    const { stdout, exitCode } = await command(`throw usageError("no such bump")`, { json: true }).ended;
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      at: expect.any(String),
      type: "error",
      reason: "usage",
      exitCode: 2,
      message: "no such bump",
      details: [],
    });
  });

  test("of a reading command is its document", async () => {
    const body = `throw usageError("no such thing", { hint: "Look." })`;
    const { stdout, stderr, exitCode } = await command(body, { json: true }, false).ended;
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 2 });
    expect(JSON.parse(stdout)).toEqual({
      apiVersion: "chatops.dev/v1",
      kind: "Error",
      reason: "usage",
      exitCode: 2,
      message: "no such thing",
      details: [],
      hint: "Look.",
    });
  });

  test("that is no Failure is called a bug of ours, without its stack", async () => {
    const { exitCode, stderr } = await command(`null.length`).ended;
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^✖ a bug in chatops: Cannot read properties of null/);
    expect(stderr).toContain("--verbose shows where it happened");
    expect(stderr).not.toContain("script.mts");
  });

  test("shows its stack with --verbose", async () => {
    expect((await command(`null.length`, { verbose: true }).ended).stderr).toContain("script.mts");
  });
});

const undoable = `
  const undo = async () => { await pause(20); };
  await session.steps.change("Tag", { plan: "", expect: undefined, undo }, async () => {});
  await session.steps.change("Push", { plan: "", expect: undefined }, async (step) => {
    console.error("pushing");
    await pause(20_000, undefined, { signal: step.signal });
  });`;

const undoFor = (milliseconds: number) =>
  undoable.replace("pause(20)", `(console.error('undoing'), pause(${milliseconds}))`);

test("a run that was started ahead begins when a line comes in, and ends without a word if none does", async () => {
  const early = { beginOnInput: true };
  expect(await command(story, early).ended).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  const words = ["-c", 'echo begin | "$0" "$1"', process.execPath, scriptFile(sourceOf(story, early))];
  expect(await startProgram("sh", words).ended).toMatchObject({ exitCode: 0, stdout: "Released 1.4.0\n" });
});

describe("a run that is stopped", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("by %s takes its changes back and exits with %i", async (signal, exitCode) => {
    const run = command(undoable);
    await run.says("pushing");
    run.child.kill(signal);
    const ended = await run.ended;
    expect(ended).toMatchObject({ exitCode, signal: null });
    expect(ended.stderr).toContain("✖ Push");
    expect(ended.stderr).toContain("↶ taken back: Tag");
    expect(ended.stderr).toContain("✖ stopped; nothing is lost\n→ Run the same command again to complete it.");
  });

  // The second signal must come within 300 ms of the first, which a busy machine may miss.
  test("is not cut short by a parent that hands on the same Ctrl-C", { retry: 4 }, async () => {
    const run = command(undoFor(600));
    await run.says("pushing");
    run.child.kill("SIGINT");
    await run.says("undoing");
    run.child.kill("SIGINT");
    expect((await run.ended).stderr).toContain("↶ taken back: Tag");
  });

  test("ends at once by a second Ctrl-C", async () => {
    const run = command(undoFor(20_000));
    await run.says("pushing");
    run.child.kill("SIGINT");
    await run.says("undoing");
    await new Promise((resolve) => setTimeout(resolve, 350));
    run.child.kill("SIGINT");
    const { exitCode, stderr } = await run.ended;
    expect(exitCode).toBe(130);
    expect(stderr).not.toContain("taken back");
  });
});

describe("a command that lasts until it is stopped", () => {
  const waiting = `console.error("waiting"); await pause(20_000, undefined, { signal: session.steps.signal })
    .catch(() => session.steps.signal.throwIfAborted());`;

  test.each([
    ["watch", "SIGINT", 130],
    ["watch", "SIGTERM", 143],
    ["service", "SIGINT", 0],
    ["service", "SIGTERM", 0],
  ] as const)("as a %s is stopped by %s with exit code %i, and says nothing of a failure", async (...row) => {
    const [lasting, signal, exitCode] = row;
    for (const options of [{}, { json: true }]) {
      const run = command(waiting, options, true, lasting);
      await run.says("waiting");
      run.child.kill(signal);
      expect(await run.ended).toMatchObject({ exitCode, signal: null, stdout: "", stderr: "waiting\n" });
    }
  });

  test("has ended in order, although what it started goes on", async () => {
    const run = command(`setInterval(() => {}, 1_000); ${waiting}`, {}, true, "service");
    await run.says("waiting");
    run.child.kill("SIGTERM");
    expect(await run.ended).toMatchObject({ exitCode: 0, stderr: "waiting\n" });
  });

  test("fails by what went wrong before it was stopped, and by a bug on the way", async () => {
    const failed = await command(`throw usageError("no such thing")`, {}, true, "service").ended;
    expect(failed).toMatchObject({ exitCode: 2, stderr: "✖ no such thing\n" });
    const run = command(waiting.replace("session.steps.signal.throwIfAborted()", "null.length"), {}, true, "service");
    await run.says("waiting");
    run.child.kill("SIGTERM");
    expect(await run.ended).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("✖ a bug in chatops") });
  });

  test("takes the time that a run of its own has to end, and no longer", async () => {
    const run = command(`console.error("waiting"); await pause(600_000);`, {}, true, "service");
    await run.says("waiting");
    const start = performance.now();
    run.child.kill("SIGTERM");
    expect(await run.ended).toMatchObject({ exitCode: 143, stderr: expect.stringContaining("✖ stopped by force") });
    expect(performance.now() - start).toBeGreaterThan(6_000);
  });
});

describe("a run that is stopped and does not end in order", () => {
  /** Starts a program that hears no signal but SIGKILL, then hangs in the middle of a step. */
  const hanging = `
    const { spawn } = await import("node:child_process");
    const child = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setTimeout(() => {}, 600_000)"]);
    await session.steps.look("Hang", async () => {
      console.error("child " + child.pid + ".");
      await pause(600_000);
    });`;
  /** What is killed may stay as a name until somebody asks how it ended. */
  const isRunning = (pid: string) => {
    try {
      return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch {
      return false;
    }
  };

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "by %s is ended by force within five seconds, with what it started, and exits with %i",
    async (signal, exitCode) => {
      const run = command(hanging);
      await run.says(".\n");
      const start = performance.now();
      run.child.kill(signal);
      const ended = await run.ended;
      expect(performance.now() - start).toBeLessThan(5_000);
      expect(ended).toMatchObject({ exitCode, signal: null });
      expect(ended.stderr).toContain("✖ stopped by force");
      expect(ended.stderr).toContain("→ Run the same command again to complete it.");
      await expect.poll(() => isRunning(/child (\d+)/.exec(ended.stderr)?.[1] ?? "")).toBe(false);
    },
  );

  test("says so as its last event with --json", async () => {
    const run = command(hanging, { json: true });
    await run.says(".\n");
    run.child.kill("SIGINT");
    const { stdout, exitCode } = await run.ended;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
      type: "error",
      reason: "interrupted",
    });
  });

  test("since taking back a change hangs, is ended all the same", async () => {
    const run = command(undoFor(600_000));
    await run.says("pushing");
    run.child.kill("SIGTERM");
    expect(await run.ended).toMatchObject({ exitCode: 143, stderr: expect.stringContaining("✖ stopped by force") });
  });

  test("since something else of it goes on, has said how it ended, and ends", async () => {
    const run = command(`setInterval(() => {}, 1_000); ${undoable}`);
    await run.says("pushing");
    run.child.kill("SIGTERM");
    const { stderr, exitCode } = await run.ended;
    expect(exitCode).toBe(143);
    expect(stderr).toContain("✖ stopped; nothing is lost");
    expect(stderr).not.toContain("by force");
  });
});

test.each([
  ["a terminal is missing", {}],
  ["--yes is given", { yes: true }],
])("nobody is asked where %s", async (_, options) => {
  const { stdout } = await command(
    `return { kind: "Stopped", message: [session.openPrompt !== undefined, session.yes].join("\\n") }`,
    options,
  ).ended;
  expect(stdout).toBe(`false\n${"yes" in options}\n`);
});
