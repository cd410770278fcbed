import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failureOf } from "../testing/chatops/failure.ts";
import { folder } from "../testing/fixtures/folder.ts";
import { run } from "./processes.ts";

const node = (source: string, ...args: string[]): [command: string, args: string[]] => [
  process.execPath,
  ["-e", source, ...args],
];

describe("a program that runs", () => {
  test("gets its arguments as they are, never through a shell", async () => {
    const args = ["$HOME", "a b", "; echo c", "*", "'\""];
    const { stdout } = await run(...node("console.log(JSON.stringify(process.argv.slice(1)))", ...args));
    expect(JSON.parse(stdout)).toEqual(args);
  });

  test("answers with both outputs and its exit code", async () => {
    expect(await run(...node("console.log('out'); console.error('err')"))).toEqual({
      stdout: "out",
      stderr: "err",
      exitCode: 0,
    });
  });

  test("runs in the folder, with the variables that are added to ours", async () => {
    const cwd = folder();
    const { stdout } = await run(...node("console.log(process.cwd(), process.env.ADDED, !!process.env.PATH)"), {
      cwd,
      env: { ADDED: "yes" },
    });
    expect(stdout).toBe(`${cwd} yes true`);
  });

  test("gets the variables that it is given alone, where it inherits none", async () => {
    const [command, args] = node("console.log(process.env.ADDED, process.env.PATH)");
    expect((await run(command, args, { env: { ADDED: "yes" }, inherits: false })).stdout).toBe("yes undefined");
  });

  test("reads what it is given, and finds its input closed otherwise", async () => {
    const echo = node("process.stdin.pipe(process.stdout)");
    expect((await run(...echo, { input: "secret" })).stdout).toBe("secret");
    expect((await run(...echo)).stdout).toBe("");
  });

  test("is heard line by line while it runs", async () => {
    const lines: string[] = [];
    await run(...node("console.log('a\\nb'); console.error('c')"), { onLine: (line) => lines.push(line) });
    expect(lines.sort()).toEqual(["a", "b", "c"]);
  });
});

describe("a program that fails", () => {
  test("is a failure with its exit code and its last words, without control sequences", async () => {
    const failure = await failureOf(
      run(...node("for (let i = 0; i < 20; i++) console.error('\\x1b[31mline ' + i); process.exit(7)")),
    );
    expect(failure).toMatchObject({ reason: "precondition", exitCodeOfProcess: 7 });
    expect(failure.details).toEqual([12, 13, 14, 15, 16, 17, 18, 19].map((line) => `line ${line}`));
  });

  test("without words on stderr is quoted from stdout", async () => {
    const failure = await failureOf(run(...node("console.log('only here'); process.exit(1)")));
    expect(failure.details).toEqual(["only here"]);
  });

  test("is called by what it was asked for, without its arguments, in which there may be secrets", async () => {
    const failure = await failureOf(run(process.execPath, ["run", "https://user:hunter22@host"]));
    expect(failure.message).toBe(`${process.execPath} run failed with exit code 1`);
  });

  test.each([
    ["SIGKILL", expect.stringContaining("memory")],
    ["SIGSEGV", undefined],
  ])("since it was ended by %s, is said to be", async (signal, hint) => {
    const failure = await failureOf(run("sh", ["-c", `kill -${signal.slice(3)} $$`]));
    expect(failure).toMatchObject({ message: `sh was ended by ${signal}`, exitCodeOfProcess: undefined });
    expect(failure.hint).toEqual(hint);
  });

  test("since it is not there, says what to install", async () => {
    const failure = await failureOf(run("chatops-no-such-program", []));
    expect(failure).toMatchObject({
      message: "chatops-no-such-program is not installed, or not in PATH",
      hint: "Install chatops-no-such-program and try again.",
      reason: "precondition",
    });
  });

  test("since its folder is not there, is not said to be missing itself", async () => {
    const failure = await failureOf(run(...node(""), { cwd: join(folder(), "gone") }));
    expect(failure).toMatchObject({
      reason: "precondition",
      message: expect.stringMatching(/^there is no folder .*gone$/),
    });
  });

  test("is stopped with the run", async () => {
    const controller = new AbortController();
    const stopped = failureOf(
      run(...node("console.log('up'); setTimeout(() => {}, 20000)"), {
        signal: controller.signal,
        onLine: () => controller.abort(),
      }),
    );
    expect(await stopped).toMatchObject({ exitCodeOfProcess: undefined });
  });
});

describe("a program that does not end", () => {
  test("is stopped when its time is up", async () => {
    const failure = await failureOf(run(...node("setTimeout(() => {}, 60_000)"), { timeoutMs: 300 }));
    expect(failure).toMatchObject({ isTimeout: true, reason: "precondition", exitCodeOfProcess: undefined });
    expect(failure.message).toBe(`${process.execPath} does not end: nothing within 0.3 s`);
  });

  test("and says something now and then, is waited for; then it is stopped when it falls silent", async () => {
    const lines: string[] = [];
    const source = "let i = 0; setInterval(() => ++i < 8 && console.log(i), 200)";
    const failure = await failureOf(run(...node(source), { silentMs: 1_000, onLine: (line) => lines.push(line) }));
    expect(failure).toMatchObject({ isTimeout: true });
    expect(lines).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
  });

  test("and does not listen, is killed", async () => {
    const source = "process.on('SIGTERM', () => {}); setTimeout(() => {}, 60_000)";
    expect(await failureOf(run(...node(source), { timeoutMs: 300 }))).toMatchObject({ isTimeout: true });
  });

  test("since what it started keeps its outputs open, is not waited for", async () => {
    const started = run("sh", ["-c", "sleep 60 & sleep 60"], { timeoutMs: 300 });
    expect(await failureOf(started)).toMatchObject({ isTimeout: true });
  });
});
