import { once } from "node:events";
import { get } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { dialByProgram } from "./dial-program.ts";

/** Answers each request that it reads with its own number, as a server behind a program does. */
const server = `
  process.stdin.on("data", () => process.stdout.write("HTTP/1.1 200 OK\\r\\nContent-Length: " + String(process.pid).length + "\\r\\n\\r\\n" + process.pid));
`;

async function ask(agent: ReturnType<typeof dialByProgram>): Promise<string> {
  const [response] = await once(get({ host: "anywhere", agent }), "response");
  return text(response);
}

test("requests are answered by the program, one after the other by the same", async () => {
  const agent = dialByProgram(process.execPath, ["-e", server], process.env);
  const first = await ask(agent);
  expect(Number(first)).toBeGreaterThan(0);
  expect(await ask(agent)).toBe(first);
  agent.destroy();
});

test("a program that ends says why", async () => {
  const agent = dialByProgram(
    process.execPath,
    ["-e", "console.error('no route to host'); process.exit(255)"],
    process.env,
  );
  await expect(ask(agent)).rejects.toThrow(/no route to host|hang up/);
});

test.each([
  ["Host key verification failed.", "EDIALREFUSED"],
  ["root@192.0.2.1: Permission denied (publickey,password).", "EDIALREFUSED"],
  ["bash: line 1: docker: command not found", "EDIALREFUSED"],
  ["sh: 1: docker: not found", "EDIALREFUSED"],
  ["kex_exchange_identification: Connection closed by remote host", "ECONNRESET"],
  ["mux_client_request_session: session request failed: Session open refused by peer", "ECONNRESET"],
])("a program that ends with %j is asked again, or not: %s", async (words, code) => {
  const script = `process.stdin.once("data", () => { console.error(${JSON.stringify(words)}); process.exitCode = 255; process.stdin.destroy(); })`;
  await expect(ask(dialByProgram(process.execPath, ["-e", script], process.env))).rejects.toMatchObject({ code });
});

test("a program that is not there is an error of the request", async () => {
  await expect(ask(dialByProgram("/nowhere/docker", [], process.env))).rejects.toThrow(/ENOENT/);
});
