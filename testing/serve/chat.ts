import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { freePort } from "../../sandbox/ports.ts";

const main = fileURLToPath(new URL("../../chat-server/src/main.ts", import.meta.url));
const key = "the key that names in the chat are signed with";

/** What proves a name in the chat, as whoever has the server's key gives it out. */
export const chatToken = (uid: string): string => `${uid}.${createHmac("sha256", key).update(uid).digest("base64url")}`;

/** A chat server of the test's own, which stays at its port. */
export async function chatServer(env: NodeJS.ProcessEnv = {}) {
  const port = await freePort();
  let child: ChildProcess;
  const start = async () => {
    child = spawn(process.execPath, [main, "-addr", `127.0.0.1:${port}`], {
      env: { IDENTITY_KEY: key, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout ?? expect.fail(), "data");
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  onTestFinished(kill);
  await start();
  return { url: `http://127.0.0.1:${port}`, start, kill, visit: (uid?: string) => visitor(port, uid) };
}

export interface Heard {
  text: string;
  title?: string;
  /** Who said it, as far as the server vouches for it. */
  by: string | undefined;
}

/** Somebody in the chat: with a name that is proven, or without, as clients of the original server are. */
async function visitor(port: number, uid?: string) {
  const query = uid === undefined ? "" : `?${new URLSearchParams({ since: "", token: chatToken(uid) })}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws${query}`, { origin: `http://127.0.0.1:${port}` });
  onTestFinished(() => socket.terminate());
  const heard: Heard[] = [];
  socket.on("error", () => {});
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data));
    const message = uid === undefined ? frame : frame.data;
    if (message?.text) heard.push({ text: message.text, title: message.title, by: frame.verified && frame.uid });
  });
  await once(socket, "open");
  /** What was said by others since this was said, as soon as one of it is like that. */
  const hears = async (wanted: RegExp, from = 0): Promise<string> => {
    const found = () => heard.slice(from).find(({ text }) => wanted.test(text));
    await expect.poll(() => found()?.text ?? JSON.stringify(heard.slice(from)), { timeout: 120_000 }).toMatch(wanted);
    return found()?.text ?? "";
  };
  return {
    heard,
    hears,
    /** Says something, and waits for what is said to that. */
    async says(text: string, answer: RegExp, more: object = {}): Promise<string> {
      const from = heard.length;
      socket.send(JSON.stringify({ text, mid: randomUUID(), title: "somebody", ...more }));
      return hears(answer, from);
    },
  };
}
