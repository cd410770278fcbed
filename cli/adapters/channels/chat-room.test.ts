import { expect, onTestFinished, test, vi } from "vitest";
import { chatServer, chatToken } from "../../../testing/serve/chat.ts";
import { closedPort, httpServer } from "../../../testing/servers/http-server.ts";
import { enterRoom } from "./chat-room.ts";

// A server that starts, and a client that tries again, take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** A client of ours in a room, and all that it is told. */
function entered(url: string, { token = chatToken("~chatops"), since = "" } = {}) {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const told: string[] = [];
  const names: string[] = [];
  let last = since;
  const room = enterRoom(
    { url, title: "chatops", token, since, env: {}, signal: leaving.signal },
    {
      identity: (uid) => void names.push(uid),
      greeted: ({ recovered }) => void told.push(recovered ? "recovered" : "anew"),
      message: ({ id, uid, text }, isReplayed) => {
        last = id;
        told.push(`${uid}: ${text}${isReplayed ? " (replayed)" : ""}`);
      },
      trouble: (text) => void told.push(`trouble: ${text}`),
    },
  );
  const leave = () => {
    leaving.abort();
    return room.left;
  };
  return { ...room, told, names, leave, last: () => last };
}

test("what is said while the chat is away is stored once, as soon as it is back", async () => {
  const chat = await chatServer();
  const room = entered(chat.url);
  expect(await room.say("first")).toBe(true);
  expect(room.names).toEqual(["~chatops"]);
  await chat.kill();
  const second = room.say("second");
  const third = room.say("third");
  await chat.start();
  expect(await Promise.all([second, third])).toEqual([true, true]);
  expect(room.told.filter((each) => !each.startsWith("trouble"))).toEqual([
    "anew",
    "~chatops: first",
    "anew",
    "~chatops: second",
    "~chatops: third",
  ]);
});

test("whoever comes back is told what was said meanwhile, and that it is told later", async () => {
  const chat = await chatServer();
  const before = entered(chat.url);
  await before.say("first");
  await before.leave();
  expect(await before.say("too late")).toBe(false);
  const other = entered(chat.url, { token: chatToken("~ana") });
  await other.say("meanwhile");
  const after = entered(chat.url, { since: before.last() });
  await after.say("back");
  expect(after.told).toEqual(["recovered", "~ana: meanwhile (replayed)", "~chatops: back"]);
});

test("without a token it is given a name, and with a key of another server a new one", async () => {
  const chat = await chatServer();
  for (const token of ["", "~ana.".padEnd(48, "x")]) {
    const room = entered(chat.url, { token });
    expect(await room.say("here")).toBe(true);
    expect(room.names[0]).toMatch(/^~[\w-]{16}$/);
  }
});

test("a server that does not let it in, or that is none, is told once and without the token", async () => {
  const token = chatToken("~chatops").replace(/.$/, (last) => (last === "A" ? "B" : "A"));
  const strict = await chatServer({ REQUIRE_TOKEN: "true" });
  const other = await httpServer((_, response) => response.writeHead(404).end());
  for (const url of [strict.url, `http://${other.host}`, `http://${await closedPort()}`]) {
    const room = entered(url, { token });
    await expect.poll(() => room.told.length, { timeout: 20_000 }).toBe(1);
    expect(room.told).toEqual([
      `trouble: the chat server at ${new URL(url).host} does not answer, or does not let it in`,
    ]);
    await room.leave();
  }
});
