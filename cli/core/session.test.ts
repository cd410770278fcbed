import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Mask } from "../../lib/mask.ts";
import { maskSecret } from "../../lib/secrets.ts";
import { recorder } from "../../testing/chatops/recorder.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { express } from "../../testing/fixtures/sample-projects.ts";
import { repository } from "../../testing/git/repository.ts";
import { gitIn } from "../adapters/git/git.ts";
import { stateFolder } from "../adapters/state.ts";
import { importProject } from "../workflows/import/import.ts";
import { runProgram } from "./programs.ts";
import { runSession, type Session, type SessionSettings } from "./session.ts";

/** Somebody with a home, a state folder and a secret of their own. */
function userCalled(name: string, more: Partial<SessionSettings> = {}) {
  const home = folder({ ".gitconfig": `[user]\n\tname = ${name}\n` });
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_STATE_HOME: join(home, "state"),
    API_TOKEN: `token-of-${name}`,
  };
  const { events, listener } = recorder();
  const stop = new AbortController();
  const settings: SessionSettings = {
    cwd: home,
    env,
    mask: new Mask(env),
    signal: stop.signal,
    listener,
    dryRun: false,
    yes: true,
    ...more,
  };
  return { env, events, stop, run: <T>(work: (session: Session) => Promise<T>) => runSession(settings, work) };
}

const secrets = ["anna", "bert"].flatMap((name) => [`token-of-${name}`, `learned-by-${name}`]).join(" ");

/** What a session sees of its surroundings; it learns a secret on the way. */
async function lookAround({ env, cwd, steps }: Session, learned: string) {
  maskSecret(learned);
  await pause(20);
  steps.note(secrets);
  const shell = await runProgram("sh", ["-c", "echo $HOME $API_TOKEN"], { env, cwd, signal: steps.signal });
  const git = gitIn(cwd, { env, signal: steps.signal });
  return { shell: shell.stdout, git: await git(["config", "user.name"]), state: stateFolder(env, "shop") };
}

describe("two sessions side by side in one process", () => {
  test("have each their environment and their mask", async () => {
    const users = [userCalled("anna"), userCalled("bert")];
    const seen = await Promise.all(
      users.map(({ run }, index) => run((session) => lookAround(session, `learned-by-${["anna", "bert"][index]}`))),
    );
    expect(seen).toEqual(
      users.map(({ env }, index) => ({
        shell: `${env.HOME} ${env.API_TOKEN}`,
        git: ["anna", "bert"][index],
        state: join(env.XDG_STATE_HOME, "chatops", "shop"),
      })),
    );
    expect(users.map(({ events }) => events)).toEqual([
      [{ type: "note", text: "[hidden] [hidden] token-of-bert learned-by-bert" }],
      [{ type: "note", text: "token-of-anna learned-by-anna [hidden] [hidden]" }],
    ]);
  });

  test("are stopped each by its own signal", async () => {
    const [anna, bert] = [userCalled("anna"), userCalled("bert")];
    const wait = ({ steps }: Session) => steps.look("Wait", ({ signal }) => pause(200, "done", { signal }));
    const waiting = Promise.allSettled([anna, bert].map(({ run }) => run(wait)));
    anna.stop.abort(new Error("stopped"));
    expect(await waiting).toMatchObject([
      { status: "rejected", reason: { message: "stopped" } },
      { status: "fulfilled", value: "done" },
    ]);
    expect(bert.events.map(({ type }) => type)).toEqual(["started", "finished"]);
  });

  test("change each what they may: one is a dry run", async () => {
    const places = [repository(express, { name: "one" }), repository(express, { name: "two" })];
    const [dry, real] = places.map((cwd, index) => userCalled("anna", { cwd, dryRun: index === 0 }));
    const importing = (session: Session) => importProject(session, { place: ".", draft: true });
    const results = await Promise.all([dry?.run(importing), real?.run(importing)]);
    expect(results).toMatchObject([{ dryRun: true }, { dryRun: false }]);
    expect(places.map((place) => existsSync(join(place, "chatops.yaml")))).toEqual([false, true]);
  });
});
