import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { filesWith, watchCommandLines } from "../../../testing/chatops/secret-traces.ts";
import { folder, read } from "../../../testing/fixtures/folder.ts";
import { serveGit } from "../../../testing/git/git-server.ts";
import { repository } from "../../../testing/git/repository.ts";
import { cloneRepository } from "./clone.ts";

test("the password of a URL is used to clone, and is in no argument and no file", async () => {
  const auth = { user: "robot", password: "hunter-22 of the host" };
  const secrets = [auth.password, encodeURIComponent(auth.password)];
  const remote = join(folder(), "shop.git");
  repository({ "server.js": "1\n" }, { remote });
  const base = await serveGit(dirname(remote), auth, 100);
  const url = `${base.replace("//", `//robot:${encodeURIComponent(auth.password)}@`)}/shop.git`;
  const clone = join(folder(), "shop");
  const access = { env: process.env, signal: new AbortController().signal };
  const [, lines] = await watchCommandLines(secrets, () => cloneRepository(url, clone, access));
  expect(lines).toEqual([]);
  expect(read(clone, "server.js")).toBe("1\n");
  expect(read(clone, ".git/config")).toContain(`url = ${base}/shop.git`);
  expect(filesWith(secrets, clone)).toEqual([]);
});
