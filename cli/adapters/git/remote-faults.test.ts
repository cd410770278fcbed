import { dirname } from "node:path";
import { expect, test } from "vitest";
import { listen } from "../../../testing/faults/fault-proxy.ts";
import type { RequestFault } from "../../../testing/faults/request-faults.ts";
import { upstreamAt } from "../../../testing/faults/upstream.ts";
import { serveGit } from "../../../testing/git/git-server.ts";
import { git } from "../../../testing/git/repository.ts";
import { sharedRepository } from "../../../testing/git/shared-repository.ts";
import { isFull } from "../../../testing/setup/short-run.ts";
import { namingOf } from "../../domain/release/naming.ts";
import { createTag, objectAt, publishTag, pushReservation } from "./publish.ts";
import { fetchReleases } from "./releases.ts";
import { headCommit, openRepository, type Repository, tagger } from "./repository.ts";
import { writeTagObject } from "./tag-object.ts";

const naming = namingOf({ name: "chat" });
const login = { user: "robot", password: "secret-of-the-host" };

/** What a run asks of the remote from its start to its end: each must be so in spite of the fault. */
async function releaseThrough(repository: Repository): Promise<void> {
  await fetchReleases(repository, naming);
  const commit = await headCommit(repository);
  const ref = naming.reservation("1.4.0");
  const content = { commit, name: "v1.4.0", message: "Holder: me", tagger: await tagger(repository) };
  const object = await writeTagObject(repository, content);
  expect(await pushReservation(repository, ref, object, undefined)).toBe("reserved");
  expect(await objectAt(repository, ref)).toBe(object);
  await createTag(repository, "v1.4.0", commit, "Release 1.4.0");
  expect(await publishTag(repository, "v1.4.0", { ref, object })).toBe(true);
}

/** The ways in turn, but for what is sent: most harm is done where only the answer is lost. */
const wayFor = (use: string, nth: number): RequestFault =>
  (use.startsWith("POST") ? "lost" : ways[nth % ways.length]) ?? "cut";
const ways: RequestFault[] = ["429", "500", "cut"];

test("a release goes on although a request to the Git host fails once, the push of its tag included", {
  timeout: 300_000,
}, async () => {
  const { directory, remote } = sharedRepository();
  const proxy = await listen(upstreamAt(await serveGit(dirname(remote), login)), 0);
  const url = proxy.address.replace("http://", `http://${login.user}:${login.password}@`);
  git(directory, "remote", "set-url", "origin", `${url}/origin.git`);
  const waits: string[] = [];
  const access = { env: process.env, signal: new AbortController().signal, onWait: (text: string) => waits.push(text) };
  const releaseOnce = async (nth?: number, way?: RequestFault) => {
    proxy.arm(nth, way);
    await releaseThrough(await openRepository(directory, access));
    expect(git(remote, "for-each-ref", "--format=%(refname)", "refs/chatops", "refs/tags")).toBe("refs/tags/v1.4.0");
    for (const place of [directory, remote]) git(place, "tag", "--delete", "v1.4.0");
    return proxy.requests();
  };
  const uses = await releaseOnce();
  const sent = [...uses.entries()].filter(([, use]) => use.startsWith("POST") && use.includes("receive-pack"));
  for (const [index, use] of isFull ? uses.entries() : [...uses.entries()].slice(0, 2).concat(sent)) {
    const asked = await releaseOnce(index + 1, wayFor(use, index));
    expect({ use, asked: asked.length > uses.length }).toEqual({ use, asked: true });
  }
  expect(waits.join("\n")).not.toContain(login.password);
});
