import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished } from "vitest";
import { freePort } from "../../sandbox/ports.ts";
import { folder } from "../fixtures/folder.ts";
import { sandbox } from "../sandbox/sandbox.ts";

interface LogStore {
  url: string;
  /** What is found by a query of its language, as objects. */
  find: (query: string) => Promise<Record<string, string>[]>;
}

/** Takes logs as Loki, Elasticsearch and Datadog do; gone with the test. */
export async function startVictoriaLogs(): Promise<LogStore> {
  const address = `127.0.0.1:${await freePort()}`;
  const args = [`-storageDataPath=${join(folder(), "data")}`, `-httpListenAddr=${address}`];
  const running = execa(sandbox().victoriaLogs, args, { reject: false });
  onTestFinished(async () => {
    running.kill("SIGKILL");
    await running;
  });
  const url = `http://${address}`;
  const isReady = () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isReady).toBe(true);
  const find = async (query: string) => {
    const response = await fetch(`${url}/select/logsql/query`, {
      method: "POST",
      body: new URLSearchParams({ query }),
    });
    const lines = (await response.text()).split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line));
  };
  return { url, find };
}
