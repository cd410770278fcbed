import { execa } from "execa";
import { expect, onTestFinished } from "vitest";
import { freePort } from "../../sandbox/ports.ts";

const main = new URL("../../chat-server/src/main.ts", import.meta.url).pathname;

interface ChatServer {
  port: number;
  /** What it has logged so far. */
  log: () => string;
}

/** The chat server as a program, without Redis; gone with the test. */
export async function startChatServer(env: Record<string, string> = {}): Promise<ChatServer> {
  const port = await freePort();
  const running = execa(process.execPath, [main], {
    env: { PORT: `${port}`, REDIS_URL: "", REDIS_ADDR: "", ...env },
    reject: false,
  });
  onTestFinished(async () => {
    running.kill("SIGKILL");
    await running;
  });
  let text = "";
  running.stdout.on("data", (chunk) => {
    text += chunk;
  });
  await expect.poll(() => text).toContain("listening");
  return { port, log: () => text };
}
