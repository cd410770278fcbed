import { afterAll, beforeAll } from "vitest";
import type { ExtraServer } from "../../sandbox/index.ts";
import { noSandbox, sandbox } from "../sandbox/sandbox.ts";

export interface Published {
  /** `localhost:PORT` */
  registry: string;
  /** URL of the ChartMuseum. */
  charts: string;
}

export interface Auth {
  user: string;
  password: string;
}

/** A registry and a ChartMuseum for the tests of one file; they go afterwards with all that was published there. */
export function ownServers(options: { auth?: Auth } = {}): Published {
  const published = { registry: "", charts: "" };
  let servers: ExtraServer[] = [];
  beforeAll(async () => {
    if (noSandbox) return;
    const { startRegistry, startChartMuseum } = sandbox();
    servers = await Promise.all([startRegistry(options), startChartMuseum(options)]);
    [published.registry, published.charts] = servers.map(({ address }) => address) as [string, string];
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
  });
  return published;
}
