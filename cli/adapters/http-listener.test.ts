import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { failureOf } from "../../testing/chatops/failure.ts";
import { type Answer, type Incoming, listenForHttp } from "./http-listener.ts";

async function listening(answer: (request: Incoming) => Promise<Answer>) {
  const listener = await listenForHttp("127.0.0.1:0", answer);
  onTestFinished(() => listener.close());
  return listener;
}

const echo = async ({ method, path, readBody }: Incoming): Promise<Answer> => {
  const body = await readBody(10);
  return body ? { status: 200, body: `${method} ${path} ${body}` } : { status: 413, body: "" };
};

test("a request is answered, and its body is read as far as it may be long", async () => {
  const { url } = await listening(echo);
  const post = (body: string) => fetch(`${url}/a?b=c`, { method: "POST", body });
  expect(await (await post("1234567890")).text()).toBe("POST /a 1234567890");
  expect((await post("12345678901")).status).toBe(413);
});

test("of a body that does not say how long it is, no more is read", async () => {
  const { url } = await listening(echo);
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.write("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n");
  const sending = setInterval(() => socket.write(`1000\r\n${"x".repeat(0x1000)}\r\n`), 1).unref();
  onTestFinished(() => clearInterval(sending));
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("close", resolve));
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
});

test("what is answered without a look at the body closes the connection", async () => {
  const { url } = await listening(async () => ({ status: 401, body: "{}" }));
  const response = await fetch(url, { method: "POST", body: "x".repeat(100_000) }).catch(() => undefined);
  if (response)
    expect({ status: response.status, connection: response.headers.get("connection") }).toEqual({
      status: 401,
      connection: "close",
    });
});

test("an answer may go on, until whoever reads it leaves", async () => {
  let left: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    left = resolve;
  });
  const { url } = await listening(async () => ({
    status: 200,
    type: "text/plain",
    body: "first ",
    stream: async (write, closed) => {
      await write("second");
      await new Promise<void>((resolve) => closed.addEventListener("abort", () => resolve()));
      left();
    },
  }));
  const { body } = await fetch(url);
  let text = "";
  const reader = body?.getReader();
  while (text !== "first second") text += Buffer.from((await reader?.read())?.value ?? []).toString();
  await reader?.cancel();
  await gone;
});

test("an answer that goes on waits for its reader", async () => {
  let written = 0;
  const { url } = await listening(async () => ({
    status: 200,
    body: "",
    stream: async (write, closed) => {
      for (; written < 2_000 && !closed.aborted; written += 1) await write("x".repeat(65_536));
    },
  }));
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {}).pause();
  socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  await expect.poll(() => written).toBeGreaterThan(0);
  const before = await new Promise<number>((resolve) => setTimeout(() => resolve(written), 300));
  expect(before).toBeLessThan(1_000);
  socket.destroy();
});

test("a bug in an answer is no end of the server", async () => {
  let asked = 0;
  const { url } = await listening(async () => {
    asked += 1;
    if (asked === 1) throw new Error("a bug");
    return { status: 200, body: "{}" };
  });
  expect((await fetch(url)).status).toBe(500);
  expect((await fetch(url)).status).toBe(200);
});

test("an address that is taken is said to be", async () => {
  const { url } = await listening(async () => ({ status: 200, body: "" }));
  const failure = await failureOf(listenForHttp(new URL(url).host, async () => ({ status: 200, body: "" })));
  expect(failure).toMatchObject({
    reason: "precondition",
    message: expect.stringContaining("cannot listen at 127.0.0.1:"),
  });
});
