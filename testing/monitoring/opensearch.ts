import { cpSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished } from "vitest";
import { stringify } from "yaml";
import { freePort } from "../../sandbox/ports.ts";
import { findProgram } from "../../sandbox/programs.ts";
import { folder } from "../fixtures/folder.ts";
import { sandbox } from "../sandbox/sandbox.ts";

interface SearchEngine {
  url: string;
  /** How many documents of an index match a query, and the first of them. */
  search: (index: string, query: object) => Promise<{ total: number; first: Record<string, unknown> | undefined }>;
}

interface Answer {
  hits: { total: { value: number }; hits: { _source: Record<string, unknown> }[] };
}

const nobody = 65534;

/** Takes and finds documents as Elasticsearch does; gone with the test. */
export async function startOpensearch(): Promise<SearchEngine> {
  const place = await copied();
  const [port, transport] = [await freePort(), await freePort()];
  const settings = {
    "discovery.type": "single-node",
    "network.host": "127.0.0.1",
    "http.port": port,
    "transport.port": transport,
    // A full disk is none of the test's business.
    "cluster.routing.allocation.disk.threshold_enabled": false,
  };
  writeFileSync(join(place, "config/opensearch.yml"), stringify(settings));
  const env = { OPENSEARCH_JAVA_HOME: javaHome(), OPENSEARCH_JAVA_OPTS: "-Xms512m -Xmx512m" };
  const [program = "", ...args] = [...asNobody(), join(place, "bin/opensearch")];
  const running = execa(program, args, { cwd: place, env, reject: false });
  onTestFinished(async () => {
    running.kill("SIGKILL");
    await running;
  });
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/_cluster/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isReady, { timeout: 180_000 }).toBe(true);
  const search = async (index: string, query: object) => {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${url}/${index}/_search`, {
      method: "POST",
      headers,
      body: JSON.stringify({ query }),
    });
    const { hits } = (await response.json()) as Answer;
    return { total: hits.total.value, first: hits.hits[0]?._source };
  };
  return { url, search };
}

/** It writes beside itself, and does not start as root, who alone may read where it is kept. */
async function copied(): Promise<string> {
  const place = folder();
  cpSync(sandbox().opensearch, place, { recursive: true });
  if (process.getuid?.() === 0) await execa("chown", ["-R", `${nobody}:${nobody}`, dirname(place)]);
  return place;
}

const asNobody = (): string[] =>
  process.getuid?.() === 0 ? ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"] : [];

const javaHome = (): string => dirname(dirname(realpathSync(findProgram("java") ?? "")));
