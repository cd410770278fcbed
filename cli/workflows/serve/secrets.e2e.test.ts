import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { project } from "../../../testing/git/git-project.ts";
import { serveGit } from "../../../testing/git/git-server.ts";
import { ringOnPush } from "../../../testing/serve/bell.ts";
import { serving } from "../../../testing/serve/serving.ts";

/** Builds long enough to be looked at, and tells what it should not. */
const slowBuild = (secret: string) => `FROM node:24-slim AS build
RUN sleep 3 && echo told: ${secret} && touch /done
FROM scratch
COPY --from=build /done /
`;

/** Environments of all processes that belong to a home. */
const environmentsBelow = (home: string): string[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
        return environment.split("\0").includes(`HOME=${home}`) ? [environment] : [];
      } catch {
        return [];
      }
    });

test("secrets of two repositories never meet, and none is told", async () => {
  const names = ["one", "other"] as const;
  const secrets = { one: "planted-in-one-8f2k", other: "planted-in-other-3x9q" };
  const login = { user: "robot", password: "token-of-other-5d1z" };
  const hooks = { one: "hook-of-one-77aa", other: "hook-of-other-99bb" };
  const [one, other] = [project(), project()];
  const places = { one, other };
  const host = await serveGit(dirname(other.remote ?? ""), login);
  const served = (name: (typeof names)[number]) => ({
    url: name === "one" ? `file://${one.remote}` : `${host}/${basename(other.remote ?? "")}`,
    ...(name === "other" && { credentials: { username: login.user, password: { env: "LOGIN_OTHER" } } }),
    secret: hooks[name],
    // Its name does not say that it is one.
    variables: { DEPLOY_KEYWORD: { env: `KEYWORD_${name.toUpperCase()}` } },
  });
  const serve = await serving({
    user: one.user,
    repositories: { one: served("one"), other: served("other") },
    env: { KEYWORD_ONE: secrets.one, KEYWORD_OTHER: secrets.other, LOGIN_OTHER: login.password },
  });
  for (const name of names) ringOnPush(places[name].remote ?? "", serve.hook(name), hooks[name]);
  const commits = names.map((name) => [name, places[name].commit({ Dockerfile: slowBuild(secrets[name]) })] as const);
  const seen = { one: new Set<string>(), other: new Set<string>() };
  const looking = setInterval(() => {
    for (const name of names)
      for (const text of environmentsBelow(join(serve.state, "repositories", name, "home"))) seen[name].add(text);
  }, 20);
  try {
    for (const [name, commit] of commits) expect(await serve.ended(name, commit)).toMatchObject({ outcome: "done" });
  } finally {
    clearInterval(looking);
  }
  for (const name of names) {
    const [own, foreign] = [[...seen[name]].join("\n"), name === "one" ? "other" : "one"] as const;
    expect(own).toContain(secrets[name]);
    for (const secret of [secrets[foreign], hooks.one, hooks.other]) expect(own).not.toContain(secret);
    expect(own.includes(login.password)).toBe(name === "other");
    // What the build told went through the mask of its repository.
    expect(serve.told(name)).toContain("told: [hidden]");
  }
  const kept = readdirSync(serve.state, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (!entry.parentPath.includes("/clone") || entry.name === "config"))
    .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), "utf8")]);
  const all = [...Object.values(secrets), ...Object.values(hooks), login.password];
  expect(kept.filter(([, text]) => all.some((secret) => text?.includes(secret))).map(([file]) => file)).toEqual([]);
  expect(all.filter((secret) => serve.log().includes(secret))).toEqual([]);
});
