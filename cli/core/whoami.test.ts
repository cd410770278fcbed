import { execFileSync } from "node:child_process";
import { hostname, userInfo } from "node:os";
import { expect, test } from "vitest";
import { whoami } from "./whoami.ts";

test("is the user and the machine, whatever the environment says", () => {
  expect(whoami({ USER: "somebody" })).toBe(`${userInfo().username}@${hostname()}`);
});

test.each([
  ["ana", `ana via ${userInfo().username}@${hostname()}`],
  ["ana, approved by bruno", `ana, approved by bruno via ${userInfo().username}@${hostname()}`],
  ["<b>ana</b>", `${userInfo().username}@${hostname()}`],
  ["a\nb", `${userInfo().username}@${hostname()}`],
])("names the person for whom it acts, if that is a name: %j", (actor, expected) => {
  expect(whoami({ CHATOPS_ACTOR: actor })).toBe(expected);
});

/** What whoami answers in a process under a number that no user has. */
const asNobody = (env: NodeJS.ProcessEnv): string =>
  execFileSync(
    process.execPath,
    ["--eval", 'import("./whoami.ts").then(({ whoami }) => console.log(whoami(process.env)))'],
    {
      cwd: import.meta.dirname,
      uid: 54_321,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    },
  ).trim();

// Root alone may start a process as somebody else.
test.skipIf(process.getuid?.() !== 0).each([
  [{ USER: "robot", LOGNAME: "other" }, "robot"],
  [{ USER: "", LOGNAME: "other" }, "other"],
  [{}, "uid-54321"],
])("under a number that no user has, the environment %j tells: %s", (env, name) => {
  expect(asNobody(env)).toBe(`${name}@${hostname()}`);
});
