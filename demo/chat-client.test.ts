import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { Conversation } from "./conversation.ts";

const main = join(import.meta.dirname, "..", "chat-server", "src", "main.ts");

/** The real server, with its messages in memory; resolves to its port. */
async function startServer(): Promise<number> {
  const env = { ...process.env, PORT: "0", REDIS_URL: "", REDIS_ADDR: "" };
  const server: ChildProcess = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void server.kill("SIGKILL"));
  if (!server.stdout) throw new Error("no output");
  for await (const line of createInterface(server.stdout)) {
    const { message, "server.port": port } = JSON.parse(line);
    if (message === "listening") return port;
  }
  throw new Error("the chat server ended");
}

/** A network between clients and server that can be cut: what is on its way then is lost. */
async function startNetwork(port: number): Promise<{ address: string; cut: () => void }> {
  const open = new Set<Socket>();
  const network = createServer((client) => {
    const server = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      open.add(from);
      from.on("error", () => {});
      from.on("close", () => open.delete(from) && to.destroy());
      from.pipe(to);
    }
  });
  network.listen(0, "127.0.0.1");
  await once(network, "listening");
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  onTestFinished(() => {
    network.close();
    cut();
  });
  return { address: `http://127.0.0.1:${(network.address() as AddressInfo).port}`, cut };
}

test("nothing is lost or doubled, however often the network is cut", async () => {
  const { address, cut } = await startNetwork(await startServer());
  const conversation = new Conversation(address, ["first", "second"], 5);
  onTestFinished(() => conversation.leave());
  await conversation.begin();
  for (let round = 0; round < 8; round++) {
    await new Promise((resolve) => setTimeout(resolve, 100 * Math.random() + 50));
    cut();
  }
  const checked = await conversation.end();
  expect(checked).toMatchObject({ lost: 0, twice: 0, sameOrder: true });
  expect(checked.sent).toBeGreaterThan(50);
  expect(checked.gapMs).toBeGreaterThan(100);
});
