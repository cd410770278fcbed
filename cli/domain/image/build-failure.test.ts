import { describe, expect, test } from "vitest";
import { failedStep, hintForLockFile, whyBuildFailed } from "./build-failure.ts";

const numbers = (from: number, to: number, word: string) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${word} ${from + index}`);

describe("the step that failed", () => {
  const output = [
    "#8 [build 2/4] RUN make",
    "#8 1.203 of another step",
    "#9 [dependencies 2/2] RUN npm ci",
    "#9 2.177 npm error code EUSAGE",
    "#9 2.180",
    '#9 ERROR: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
    "#8 CANCELED",
  ].join("\n");

  test("is read without times", () => {
    expect(failedStep(output)).toEqual(["npm error code EUSAGE", ""]);
  });

  test("is not there if no step is named", () => {
    expect(failedStep("ERROR: failed to solve: frontend")).toEqual([]);
  });
});

test("npm's error is shown, and not how npm is used", () => {
  const why = [
    "npm error code EUSAGE",
    "npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.",
    "npm error Missing: left-pad@1.3.0 from lock file",
  ];
  const help = ["npm error Clean install a project", "npm error", "npm error Usage:", "npm error npm ci"];
  const log = [why[0], "npm error", ...why.slice(1), "npm error", ...help, ...numbers(1, 60, "npm error   --option")];
  expect(whyBuildFailed(log.map(String))).toEqual(why);
});

test("Maven's error is shown, and not where help is found", () => {
  const why = [
    "[ERROR] COMPILATION ERROR : ",
    "[ERROR] /app/src/main/java/shop/Cart.java:[7,9] cannot find symbol",
    "[ERROR] Failed to execute goal compile (default-compile) on project shop: Compilation failure",
  ];
  const [first = "", second = "", third = ""] = why;
  const after = [
    "[ERROR] -> [Help 1]",
    "[ERROR] ",
    "[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.",
    "[ERROR] Re-run Maven using the -X switch to enable full debug logging.",
    "[ERROR] For more information about the errors and possible solutions, please read the following articles:",
    "[ERROR] [Help 1] http://cwiki.apache.org/confluence/display/MAVEN/MojoFailureException",
  ];
  const log = ["[INFO] Scanning for projects...", first, second, "[INFO] 1 error", third, ...after];
  expect(whyBuildFailed(log)).toEqual(why);
});

test("Gradle's error is shown, and not what could be tried", () => {
  const why = ["* What went wrong:", "Execution failed for task ':compileJava'.", "> Compilation failed; see above."];
  const log = [
    "FAILURE: Build failed with an exception.",
    "",
    ...why,
    "",
    "* Try:",
    "> Run with --info option to get more log output.",
    "BUILD FAILED in 12s",
  ];
  expect(whyBuildFailed(log)).toEqual(why);
});

test("what npm has to say of itself is left out", () => {
  const error = "tsconfig.json(4,5): error TS5011: The 'rootDir' setting must be explicitly set.";
  const log = [error, "npm notice", "npm notice New major version of npm available! 11.0.0 -> 12.0.0", "npm notice"];
  expect(whyBuildFailed(log)).toEqual([error]);
});

test("of much output the first error is shown with what follows it, and the end", () => {
  const log = [
    "Compiling error-chain v0.12.4",
    ...numbers(1, 20, "step"),
    "error: subprocess-exited-with-error",
    ...numbers(1, 30, "trace"),
    "error: command 'gcc' failed: No such file or directory",
    "note: This error originates from a subprocess, and is likely not a problem with pip.",
  ];
  expect(whyBuildFailed(log)).toEqual([
    "error: subprocess-exited-with-error",
    ...numbers(1, 5, "trace"),
    "…",
    ...numbers(27, 30, "trace"),
    "error: command 'gcc' failed: No such file or directory",
  ]);
});

test("the end is shown if nothing is called an error", () => {
  expect(whyBuildFailed(numbers(1, 40, "line"))).toEqual(numbers(29, 40, "line"));
});

test.each([
  ["npm error `npm ci` can only install packages when your package.json and", "npm install"],
  [" ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with frozen-lockfile", "pnpm install"],
  ["error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.", "yarn install"],
  ["YN0028: The lockfile would have been modified by this install, which is explicitly forbidden.", "yarn install"],
  ["error: lockfile had changes, but lockfile is frozen", "bun install"],
  ["pyproject.toml changed significantly since poetry.lock was last generated.", "poetry lock"],
  ["error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.", "uv lock"],
  ["Your Pipfile.lock (6f8c7f) out of date. Expected: (1ab2)", "pipenv lock"],
  ["The lock file is not up to date with the latest changes in composer.json", "composer update --lock"],
  ["error: the lock file /app/Cargo.lock needs to be updated but --locked was passed", "cargo update --workspace"],
  ["please run `bundle install` elsewhere and add the updated Gemfile.lock", "bundle install"],
  ["main.go:4:2: missing go.sum entry for module providing package example.com/x", "go mod tidy"],
])("a lock file that is behind is told with what mends it: %s", (said, command) => {
  expect(hintForLockFile(["before", said])).toContain(`\`${command}\``);
});

test("any other failure has no such hint", () => {
  expect(hintForLockFile(["npm error code E404", "error: could not compile"])).toBeUndefined();
});
