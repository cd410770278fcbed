import { EventEmitter } from "node:events";
import { Socket } from "node:net";
import { expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { type Address, Addresses } from "./addresses.ts";
import { Connection } from "./connection.ts";
import { frameOf } from "./frames.ts";
import { defaultLimits } from "./limits.ts";
import { createLog } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { Pace } from "./pace.ts";
import { Tracer } from "./tracer.ts";
import { Visits } from "./visits.ts";

/** A client that takes nothing of what it is sent. */
class DeafSocket extends EventEmitter {
  readonly readyState = WebSocket.OPEN;
  bufferedAmount = 0;
  terminate = vi.fn();

  send(payload: Buffer): void {
    this.bufferedAmount += payload.length;
  }
}

test("a client gets one write of any size, and is cut when more comes and nothing of it was taken", () => {
  const limits = { ...defaultLimits, bufferedBytes: 1000 };
  const address = new Addresses(limits).enter("192.0.2.1") as Address;
  const socket = new DeafSocket();
  const visits = new Visits({
    log: createLog({ level: "silent", service: "chat", version: "test" }),
    metrics: createMetrics(),
    tracer: new Tracer(undefined),
    addressOf: () => address.name,
  });
  const connection = new Connection(socket as unknown as WebSocket, {
    stream: new Socket(),
    pace: new Pace(new Socket(), address, limits),
    resumes: true,
    identify: undefined,
    limits,
    visits,
  });
  connection.send(frameOf("x".repeat(5000)));
  expect([socket.bufferedAmount, socket.terminate.mock.calls.length]).toEqual([5000, 0]);
  connection.send(frameOf("y"));
  expect([socket.bufferedAmount, socket.terminate.mock.calls.length]).toEqual([5000, 1]);
});
