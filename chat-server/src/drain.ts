import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Hub } from "./hub.ts";
import type { Intake } from "./intake.ts";

/** The standard close code for "come back in a moment"; browsers and proxies see it as no error of the client. */
const serviceRestart = 1012;
const farewellMilliseconds = 2000;

export interface DrainParts {
  http: Server;
  hub: Hub;
  intake: Intake;
  /** The time over which the closing is spread: all at once, they would all come back at once. */
  milliseconds: number;
}

/** Takes no more clients, closes those it has one after the other, and waits for what they sent to be stored. */
export async function drain({ http, hub, intake, milliseconds }: DrainParts): Promise<void> {
  http.close();
  const began = performance.now();
  const connections = hub.connections;
  for (const [index, connection] of connections.entries()) {
    const due = began + (milliseconds * index) / connections.length;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    connection.close(serviceRestart, "restarting");
  }
  await waitUntil(() => hub.size === 0, farewellMilliseconds);
  for (const connection of hub.connections) connection.terminate();
  await intake.settled();
  http.closeAllConnections();
}

async function waitUntil(condition: () => boolean, milliseconds: number): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!condition() && performance.now() < deadline) await sleep(10);
}
