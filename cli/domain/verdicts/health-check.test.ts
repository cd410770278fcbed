import { describe, expect, test } from "vitest";
import { chatRollout, composeContainer } from "../../../testing/fixtures/compose-states.ts";
import { createJudge } from "./judge.ts";

const judged = (health: "starting" | "unhealthy", healthOutput: string[], isTimeUp = false) =>
  createJudge()(chatRollout([composeContainer({ health, healthOutput, log: ["listening"] })]), { now: 0, isTimeUp });

describe("a health check whose program is not in the image is told from one that fails:", () => {
  test.each<[said: string, program: string]>([
    [
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown',
      "curl",
    ],
    [
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown',
      "/bin/sh",
    ],
    ["/bin/sh: curl: not found", "curl"],
    ["/bin/sh: 1: curl: not found", "curl"],
    ["/bin/sh: line 1: wget: command not found", "wget"],
    ["bash: wget: command not found", "wget"],
  ])("%s", (said, program) => {
    expect(judged("unhealthy", [said])).toMatchObject({
      code: "probe.unhealthy",
      cause: `the image of chat does not have ${program}, which its health check runs`,
      evidence: [`health check: ${said}`, "listening"],
      fix: expect.stringMatching(/what the image has/),
    });
  });

  test("a page that is not found", () => {
    expect(judged("unhealthy", ["curl: (22) The requested URL returned error: 404 Not Found"])).toMatchObject({
      cause: "chat runs, but its health check fails",
      fix: expect.stringMatching(/`start_period`/),
    });
  });
});

describe("a health check that is written for bash is told from one that another program fails:", () => {
  test.each([
    "/bin/sh: 1: cannot create /dev/tcp/localhost/3000: Directory nonexistent",
    "/bin/sh: can't create /dev/tcp/localhost/3000: nonexistent directory",
    "/bin/sh: /dev/tcp/127.0.0.1/5432: No such file or directory",
  ])("%s", (said) => {
    expect(judged("unhealthy", [said])).toMatchObject({
      cause: "the health check of chat is written for bash, and another shell runs it",
      fix: expect.stringMatching(/\["bash", "-c"/),
    });
  });

  test("bash itself finds nobody there", () => {
    const said = "bash: connect: Connection refused\nbash: line 1: /dev/tcp/localhost/3000: Connection refused";
    expect(judged("unhealthy", [said])?.cause).toBe("chat runs, but its health check fails");
  });
});

describe("a health check that has not succeeded yet", () => {
  test("is the cause once the time is up, though it may still fail", () => {
    expect(judged("starting", ["no answer"])).toBeUndefined();
    expect(judged("starting", ["no answer"], true)).toMatchObject({
      code: "probe.unhealthy",
      cause: "chat runs, but its health check has not succeeded yet",
      evidence: ["health check: no answer", "listening"],
      fix: expect.stringMatching(/--timeout/),
    });
  });

  test("is no cause if it was never asked", () => {
    expect(judged("starting", [], true)?.code).toBe("uncertain");
  });
});
