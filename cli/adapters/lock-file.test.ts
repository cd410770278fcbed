import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../testing/chatops/failure.ts";
import { script, scriptFile, startProgram } from "../../testing/chatops/script.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { ownIdentity } from "../core/process-identity.ts";
import { withLockFile as lockFirstOf } from "./lock-file.ts";

const lockIn = () => join(folder(), "state/deploy.lock");

const withLockFile = <T>(file: string, purpose: string, task: () => Promise<T>): Promise<T> =>
  lockFirstOf([file], purpose, (_, error) => expect.fail(String(error)), task);

/** A lock left by a process, last renewed so many seconds ago. */
function left(file: string, holder: object | string, secondsAgo = 0): void {
  writeFileSync(file, typeof holder === "string" ? holder : JSON.stringify(holder));
  const time = new Date(Date.now() - secondsAgo * 1000);
  utimesSync(file, time, time);
}

/** A process of this machine that has ended; its number may be another's by now. */
const deadIdentity = ownIdentity().split("/").with(2, "1").join("/");
/** No process has this number: it is above the largest that Linux and macOS give. */
const deadPid = 2 ** 22 + 1;

describe("a lock", () => {
  test("is there while the task runs, readable by its user alone, and gone afterwards", async () => {
    const file = lockIn();
    const answer = await withLockFile(file, "deploy 1.4.0", async () => {
      expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid, purpose: "deploy 1.4.0" });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      return "done";
    });
    expect(answer).toBe("done");
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  test("is gone after a task that failed, too", async () => {
    const file = lockIn();
    const failing = withLockFile(file, "deploy", () => Promise.reject(new Error("no")));
    expect((await failureOf(failing)).message).toBe("no");
    expect(existsSync(file)).toBe(false);
  });

  test("keeps everybody else out, and names its holder", async () => {
    const file = lockIn();
    await withLockFile(file, "deploy 1.4.0 to prod", async () => {
      const failure = await failureOf(withLockFile(file, "deploy 1.5.0", async () => expect.fail("both hold it")));
      expect(failure).toMatchObject({
        reason: "locked",
        message: `another run is busy here: deploy 1.4.0 to prod (process ${process.pid})`,
      });
      expect(existsSync(file)).toBe(true);
    });
  });

  test("is held by one of many that ask at once", async () => {
    const file = lockIn();
    let holders = 0;
    const runs = Array.from({ length: 20 }, () =>
      withLockFile(file, "run", async () => {
        holders += 1;
        await pause(50);
      }),
    );
    const ended = await Promise.allSettled(runs);
    expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(holders).toBe(1);
  });

  test("is renewed while the task runs", async () => {
    const file = lockIn();
    await withLockFile(file, "long", async () => {
      left(file, readFileSync(file, "utf8"), 10);
      await expect.poll(() => Date.now() - statSync(file).mtimeMs, { timeout: 5_000 }).toBeLessThan(3_000);
    });
  });
});

describe("a lock that somebody left", () => {
  test.each<[what: string, holder: object | string, secondsAgo: number]>([
    ["whose process is gone", { pid: deadPid, identity: deadIdentity, purpose: "dead", nonce: "n" }, 0],
    ["whose process is gone, while its number is another program's", { pid: process.pid, identity: deadIdentity }, 0],
    ["of an older chatops, whose heartbeat stopped", { pid: deadPid, purpose: "dead", nonce: "n" }, 20],
    ["whose heartbeat stopped, while its number is another program's", { pid: process.pid, nonce: "n" }, 20],
    ["half-written", '{"pid":', 20],
    ["empty", "", 20],
  ])("%s is taken over", async (_, holder, secondsAgo) => {
    const file = lockIn();
    await withLockFile(file, "makes the folder", async () => {});
    left(file, holder, secondsAgo);
    const purpose = await withLockFile(file, "next", async () => JSON.parse(readFileSync(file, "utf8")).purpose);
    expect(purpose).toBe("next");
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  test.each<[what: string, holder: object | string]>([
    ["by a living process", { pid: process.ppid, identity: ownIdentity(), purpose: "alive", nonce: "n" }],
    ["by an older chatops, whose number says nothing", { pid: deadPid, purpose: "alive", nonce: "n" }],
    ["by a process that cannot be seen from here", { identity: deadIdentity.split("/").with(3, "another").join("/") }],
    ["just now, before its holder could write its name", ""],
  ])("%s is respected", async (_, holder) => {
    const file = lockIn();
    await withLockFile(file, "makes the folder", async () => {});
    left(file, holder);
    expect(await failureOf(withLockFile(file, "next", async () => {}))).toMatchObject({ reason: "locked" });
    expect(existsSync(file)).toBe(true);
  });

  test("is taken over by one of many, again and again", async () => {
    const file = lockIn();
    await withLockFile(file, "makes the folder", async () => {});
    for (let round = 0; round < 30; round += 1) {
      left(file, { identity: deadIdentity, nonce: `round ${round}` });
      let holders = 0;
      const runs = Array.from({ length: 8 }, () =>
        withLockFile(file, "run", async () => {
          holders += 1;
          expect(holders).toBe(1);
          await pause(2);
          holders -= 1;
        }),
      );
      const failures = (await Promise.allSettled(runs)).filter((ended) => ended.status === "rejected");
      for (const { reason } of failures) expect(reason).toMatchObject({ reason: "locked" });
      expect(failures.length).toBeLessThan(8);
    }
  });

  test("by a process that was killed is taken over", async () => {
    const file = lockIn();
    const killed = script(
      `import { withLockFile } from "#cli/adapters/lock-file.ts";
       await withLockFile([process.argv[2]], "killed", console.error, async () => {
         console.log("held");
         await new Promise((resolve) => setTimeout(resolve, 20_000));
       });`,
      [file],
    );
    await killed.says("held");
    expect(await failureOf(withLockFile(file, "next", async () => {}))).toMatchObject({ reason: "locked" });
    killed.child.kill("SIGKILL");
    await killed.ended;
    expect(await withLockFile(file, "next", async () => "mine")).toBe("mine");
  });

  test("is not removed by a holder that slept too long: it is another's by then", async () => {
    const file = lockIn();
    await withLockFile(file, "sleeper", async () => left(file, { pid: process.pid, purpose: "new", nonce: "other" }));
    expect(JSON.parse(readFileSync(file, "utf8")).purpose).toBe("new");
  });

  test("together with a dead claim on it is free after the claim is as old", async () => {
    const file = lockIn();
    await withLockFile(file, "makes the folder", async () => {});
    left(file, { identity: deadIdentity, nonce: "n" });
    left(`${file}.n.dead`, { pid: deadPid }, 20);
    expect(await failureOf(withLockFile(file, "next", async () => {}))).toMatchObject({ reason: "locked" });
    expect(await withLockFile(file, "again", async () => "mine")).toBe("mine");
  });
});

describe("a lock that cannot be made", () => {
  const unable: string[] = [];
  const lock = (files: string[], task: () => Promise<string>) =>
    lockFirstOf(files, "run", (file) => unable.push(file), task);

  test("is made in the next place, which keeps everybody else out as well; without any the task runs all the same", async () => {
    const place = folder({ file: "" });
    const [never, fallback] = [join(place, "file/lock"), join(place, "fallback/lock")];
    const answer = await lock([never, fallback], async () => {
      expect(existsSync(fallback)).toBe(true);
      expect(await failureOf(lock([never, fallback], async () => expect.fail("both hold it")))).toMatchObject({
        reason: "locked",
      });
      return "done";
    });
    expect(answer).toBe("done");
    expect(readdirSync(dirname(fallback))).toEqual([]);
    expect(await lock([never], async () => "without")).toBe("without");
    expect(unable).toEqual([never, never, never]);
  });
});

/** As in two containers that share a volume: each counts its processes by itself. */
const inNamespaces = (file: string, ...args: string[]) => {
  // The second finds another number than the first had, unless processes ran before it.
  const started = `for i in $(seq ${args[1] ? 1 : 30}); do /bin/true; done; "$@"; exit $?`;
  return startProgram("unshare", [
    "-pf",
    "--kill-child",
    "--mount-proc",
    "sh",
    "-c",
    started,
    "sh",
    process.execPath,
    file,
    ...args,
  ]);
};

const mayUnshare = spawnSync("unshare", ["-pf", "--kill-child", "--mount-proc", "true"]).status === 0;

test.skipIf(!mayUnshare)("a lock is held by one of two processes that cannot see each other", async () => {
  const holding = scriptFile(
    `import { withLockFile } from "#cli/adapters/lock-file.ts";
     await withLockFile([process.argv[2]], "hold", console.error, async () => {
       console.log("held");
       if (!process.argv[3]) await new Promise((resolve) => setTimeout(resolve, 20_000));
     }).catch((error) => {
       console.log(error.reason, error.message);
     });`,
  );
  const file = lockIn();
  await inNamespaces(holding, file).says("held");
  const second = await inNamespaces(holding, file, "second").ended;
  expect(second).toMatchObject({ stdout: expect.stringContaining("locked another run is busy here: hold") });
});
