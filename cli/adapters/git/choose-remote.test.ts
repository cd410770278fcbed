import { expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { openRepository } from "./repository.ts";

const access = { env: process.env, signal: new AbortController().signal };

function withRemotes(names: string[], settings: Record<string, string> = {}): string {
  const directory = repository();
  for (const name of names) git(directory, "remote", "add", name, `https://example.com/${name}.git`);
  for (const [key, value] of Object.entries(settings)) git(directory, "config", key, value);
  return directory;
}

test.each<[what: string, names: string[], settings: Record<string, string>, chosen: string | undefined]>([
  ["none", [], {}, undefined],
  ["the only one, whatever it is called", ["upstream"], {}, "upstream"],
  ["the only one, with a dot and a slash in its name", ["git.corp/team"], {}, "git.corp/team"],
  ["the one that the release branch tracks", ["origin", "upstream"], { "branch.1.x.remote": "upstream" }, "upstream"],
  ["Git's default, if another branch tracks another", ["origin", "fork"], { "branch.topic.remote": "fork" }, "origin"],
  [
    "Git's default, if the release branch tracks a local one",
    ["origin", "fork"],
    { "branch.1.x.remote": "." },
    "origin",
  ],
  ["Git's default, in a checkout without branches", ["fork", "origin"], {}, "origin"],
])("releases are kept on %s", async (_, names, settings, chosen) => {
  const { remote } = await openRepository(withRemotes(names, settings), access, "1.x");
  expect(remote).toEqual(chosen && { name: chosen, url: `https://example.com/${chosen}.git` });
});

test("several of which none is known to be meant are named, with how to say it", async () => {
  expect(await failureOf(openRepository(withRemotes(["fork", "upstream"]), access, "1.x"))).toMatchObject({
    reason: "precondition",
    message: "there are several remotes (fork, upstream), and 1.x tracks none of them",
    hint: expect.stringContaining("git branch --set-upstream-to=fork/1.x 1.x"),
  });
});

test("of several URLs the first counts, as for a fetch", async () => {
  const directory = withRemotes(["origin"]);
  git(directory, "remote", "set-url", "--add", "origin", "https://mirror.example.com/a.git");
  expect((await openRepository(directory, access)).remote?.url).toBe("https://example.com/origin.git");
});
