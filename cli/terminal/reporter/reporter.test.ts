import { describe, expect, test } from "vitest";
import { script, scriptFile, startProgram } from "../../../testing/chatops/script.ts";
import type { Event } from "../../core/events.ts";

/** One event of every kind, with the things in them that nobody may see. */
const events: Event[] = [
  { type: "started", kind: "look", title: "Read the repository" },
  { type: "progress", title: "Read the repository", text: "fetching" },
  { type: "finished", kind: "look", title: "Read the repository", text: "commit 1234567", ms: 12 },
  { type: "finished", kind: "change", title: "Push the image", ms: 12_345 },
  { type: "output", text: "pushing to https://robot:hunter22@registry with hunter22" },
  { type: "planned", title: "Tag the commit", plan: ["git tag v1.4.0", "git push origin v1.4.0"] },
  { type: "note", text: "a subject with \u001b[31mcolour\u001b[0m and \u001b]0;a title\u0007" },
  { type: "warning", text: "not committed: hunter22.txt", hint: "Commit it.\nOr ignore it." },
  { type: "failed", kind: "change", title: "Push the tag", text: "refused", ms: 480 },
  { type: "undone", title: "Tag the commit" },
  { type: "milestone", milestone: "promotion.begun", environment: "staging", version: "1.4.0" },
  {
    type: "error",
    reason: "precondition",
    exitCode: 3,
    message: "git push failed\nwith two lines",
    details: ["remote: aHVudGVyMjI=", `said {"password":"hunter22"}`],
    hint: "Check the remote.\nThen run it again.",
  },
];

/** Secrets in all their forms, and what a terminal would obey. */
const unseen = /hunter22|aHVudGVyMjI|robot:|\\u001b|colour\[|a title|\p{Cc}(?<!\n)/u;

const source = `
  import { maskedEvent } from "#cli/core/masked-event.ts";
  import { createReporter } from "#cli/terminal/reporter/reporter.ts";
  import { maskSecret } from "#lib/secrets.ts";
  maskSecret("hunter22");
  const [options, events] = process.argv.slice(2).map((text) => JSON.parse(text));
  const reporter = await createReporter({ output: "text", verbose: false, quiet: false, env: process.env, ...options });
  for (const event of events) reporter(maskedEvent(event));
`;

const report = (options: object, told = events) =>
  script(source, [JSON.stringify(options), JSON.stringify(told)]).ended;

describe("what a person reads goes to stderr", () => {
  test.each([
    ["plain", {}],
    ["verbose", { verbose: true }],
    ["quiet", { quiet: true }],
  ])("%s", async (name, options) => {
    const { stdout, stderr } = await report(options);
    expect(stdout).toBe("");
    await expect(stderr).toMatchFileSnapshot(`golden/${name}.txt`);
    expect(stderr).not.toMatch(unseen);
  });
});

test("JSON lines go to stdout, one document each, the same events with their time", async () => {
  const { stdout, stderr } = await report({ output: "json" });
  const lines = stdout.trimEnd().split("\n");
  expect(stderr).toBe("");
  expect(lines.map((line) => JSON.parse(line).type)).toEqual(events.map(({ type }) => type));
  expect(stdout).not.toMatch(unseen);
  expect(JSON.parse(lines[0] ?? "")).toEqual({ at: expect.stringMatching(/^\d{4}-.*Z$/), ...events[0] });
});

test("a secret that looks like a part of JSON breaks none", async () => {
  const told: Event[] = [{ type: "finished", kind: "look", title: "finished", ms: 4321 }];
  const hiding = source.replace(
    'maskSecret("hunter22")',
    'for (const secret of ["finish", "4321", "title"]) maskSecret(secret)',
  );
  const { stdout } = await script(hiding, ['{"output":"json"}', JSON.stringify(told)]).ended;
  expect(JSON.parse(stdout)).toMatchObject({ type: "finished", title: "[hidden]ed", ms: 4321 });
});

describe.skipIf(process.platform !== "linux")("on a terminal (needs script of util-linux)", () => {
  const onTerminal = async (env: NodeJS.ProcessEnv, columns = 80) => {
    const told: Event[] = [
      { type: "started", kind: "look", title: "Read hunter22" },
      { type: "finished", kind: "look", title: "Read hunter22", text: "done", ms: 3 },
      { type: "note", text: "the end" },
    ];
    const command = [process.execPath, scriptFile(source), "{}", JSON.stringify(told)];
    const quoted = command.map((word) => `'${word}'`).join(" ");
    const { stdout } = await startProgram("script", ["-qec", `stty cols ${columns}; ${quoted}`, "/dev/null"], env)
      .ended;
    return stdout;
  };

  test("a spinner turns, and the same lines stay", async () => {
    const output = await onTerminal({ TERM: "xterm" });
    expect(output).toContain("\u001b[?25l");
    expect(output).toContain("⠋");
    expect(output).toContain("\u001b[32m✔\u001b[39m Read [hidden] — done");
    expect(output).toContain("the end");
    expect(output).not.toContain("hunter22");
  });

  test("the marks have colours, but not with NO_COLOR", async () => {
    const green = "\u001b[32m✔";
    expect(await onTerminal({ TERM: "xterm" })).toContain(green);
    expect(await onTerminal({ TERM: "xterm", NO_COLOR: "1" })).not.toContain(green);
  });

  test.each([
    ["in CI", { TERM: "xterm", CI: "true" }, 80],
    ["on a dumb terminal", { TERM: "dumb" }, 80],
    ["on a terminal without a width", { TERM: "xterm" }, 0],
  ])("%s nothing turns", async (_, env, columns) => {
    const output = await onTerminal({ ...env, NO_COLOR: "1" }, columns);
    expect(output.replaceAll("\r", "")).toBe("✔ Read [hidden] — done\nthe end\n");
  });
});
