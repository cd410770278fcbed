import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { git } from "../../../testing/git/repository.ts";
import { silentServer } from "../../../testing/servers/http-server.ts";
import { namingOf } from "../../domain/release/naming.ts";
import { fetchReleases } from "./releases.ts";
import { atRemote } from "./remote.ts";
import { openRepository } from "./repository.ts";

const { signal } = new AbortController();
const access = { env: process.env, signal };

/** A repository with a commit, whose remote has this address. */
async function withRemote(url: string) {
  const directory = folder({ file: "x" }, "silent");
  git(directory, "init", "--quiet", "--initial-branch", "main");
  git(directory, "-c", "user.name=x", "-c", "user.email=x@x", "commit", "--quiet", "--allow-empty", "--message", "x");
  git(directory, "remote", "add", "origin", url);
  return openRepository(directory, access);
}

/** Command lines on this machine that name the host. */
const talkingTo = (host: string): string[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return readFileSync(join("/proc", pid, "cmdline"), "latin1").replaceAll("\0", " ");
      } catch {
        return [];
      }
    })
    .filter((line) => line.includes(host));

describe.each(["git", "http"])("a remote that accepts and never answers, over %s,", (scheme) => {
  test.each([
    ["asked for its releases", ["ls-remote", "origin"]],
    ["fetched from", ["fetch", "--progress", "origin"]],
    ["pushed to", ["push", "--progress", "origin", "HEAD:main"]],
  ])("is not waited for without end when %s; nothing is left of it", async (_, args) => {
    const host = await silentServer();
    const url = `${scheme}://${host}/chat.git`;
    const repository = await withRemote(url);
    expect(await failureOf(atRemote(repository, args, 500))).toMatchObject({
      message: `the remote ${url} does not answer: nothing within 0.5 s`,
      hint: expect.stringContaining("git ls-remote origin"),
      reason: "precondition",
    });
    await expect.poll(() => talkingTo(host), { timeout: 10_000 }).toEqual([]);
  });

  test("ends with the run", async () => {
    const repository = await withRemote(`${scheme}://${await silentServer()}/chat.git`);
    const stopping = new AbortController();
    const reason = new Error("stopped");
    const stopped = await openRepository(repository.root, { env: process.env, signal: stopping.signal });
    const fetching = failureOf(fetchReleases(stopped, namingOf({ name: "chat" })));
    setTimeout(() => stopping.abort(reason), 300);
    expect(await fetching).toBe(reason);
  });
});

test("a remote that is slow and shows it is waited for", async () => {
  const upstream = folder({}, "upstream");
  git(upstream, "init", "--quiet", "--bare");
  const slow = join(
    folder({ slow: '#!/bin/sh\nfor i in 1 2 3 4 5 6; do sleep 0.3; echo $i >&2; done\nexec git-upload-pack "$@"\n' }),
    "slow",
  );
  const repository = await withRemote(upstream);
  await atRemote(repository, ["fetch", "--progress", "--upload-pack", `sh ${slow}`, "origin"], 1_500);
});

test("what Git shows of its progress is no part of its words", async () => {
  const upstream = folder({ "hooks/pre-receive": "#!/bin/sh\necho 'no pushes today' >&2\nexit 1\n" }, "refusing");
  git(upstream, "init", "--quiet", "--bare");
  git(upstream, "config", "core.hooksPath", join(upstream, "hooks"));
  chmodSync(join(upstream, "hooks/pre-receive"), 0o755);
  const failure = await failureOf(atRemote(await withRemote(upstream), ["push", "--progress", "origin", "HEAD:main"]));
  expect(failure.details.join("\n")).toContain("no pushes today");
  expect(failure.details.join("\n")).not.toMatch(/objects/);
});
