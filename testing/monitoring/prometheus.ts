import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished } from "vitest";
import { stringify } from "yaml";
import { freePort } from "../../sandbox/ports.ts";
import { folder } from "../fixtures/folder.ts";

export interface Target {
  /** `127.0.0.1:PORT`, with /metrics. */
  address: string;
  /** Those that Prometheus' operator gives to what a ServiceMonitor selects. */
  labels: { namespace: string; service: string; pod: string };
}

interface Sample {
  metric: Record<string, string>;
  value: [time: number, value: string];
}

type Answer = { status: "success"; data: { result: Sample[] } } | { status: "error"; error: string };

/** A Prometheus that asks its targets every second; gone with the test. */
export async function startPrometheus(targets: Target[]): Promise<{ query: (text: string) => Promise<Sample[]> }> {
  const place = folder();
  const config = {
    global: { scrape_interval: "1s" },
    scrape_configs: [
      { job_name: "test", static_configs: targets.map(({ address, labels }) => ({ targets: [address], labels })) },
    ],
  };
  const file = join(place, "prometheus.yaml");
  writeFileSync(file, stringify(config));
  const url = `127.0.0.1:${await freePort()}`;
  const args = [`--config.file=${file}`, `--storage.tsdb.path=${join(place, "data")}`, `--web.listen-address=${url}`];
  const running = execa("prometheus", args, { reject: false });
  onTestFinished(async () => {
    running.kill("SIGKILL");
    await running;
  });
  await expect
    .poll(() =>
      fetch(`http://${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
    .toBe(true);
  const query = async (text: string) => {
    const body = new URLSearchParams({ query: text });
    const answer = (await (await fetch(`http://${url}/api/v1/query`, { method: "POST", body })).json()) as Answer;
    if (answer.status !== "success") throw new Error(`${answer.error}: ${text}`);
    return answer.data.result;
  };
  return { query };
}
