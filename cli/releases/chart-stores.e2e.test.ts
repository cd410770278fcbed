import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { failureOf } from "../../testing/chatops/failure.ts";
import { helm, helmMajors } from "../../testing/cluster/helm.ts";
import { chartThatSays, expectHelmTakes } from "../../testing/cluster/packaged-chart.ts";
import { loggedInTo } from "../../testing/docker/docker-config.ts";
import { listen } from "../../testing/faults/fault-proxy.ts";
import { requestFaults } from "../../testing/faults/request-faults.ts";
import { upstreamAt } from "../../testing/faults/upstream.ts";
import { folder } from "../../testing/fixtures/folder.ts";
import { sandbox } from "../../testing/sandbox/sandbox.ts";
import { type ChartServer, chartServers } from "../../testing/servers/chart-servers.ts";
import { needs } from "../../testing/setup/needs-programs.ts";
import { few, full } from "../../testing/setup/short-run.ts";
import { publishChart } from "../adapters/charts/store.ts";
import { digestOf } from "../domain/digest.ts";
import { openChartStore } from "./chart-stores.ts";

needs("nginx", "helm");

const { signal } = new AbortController();
const auth = { user: "robot", password: "word-of-robot" };

/** The store of a server, or of a proxy before it, as somebody with these variables opens it. */
const storeOf = ({ locationAt, address }: ChartServer, env: NodeJS.ProcessEnv = {}, at = address) =>
  openChartStore(locationAt(at), { env: { ...process.env, ...env }, signal, project: "chat" });

/** Somebody whom a server knows by this password. */
const userWith = ({ address }: ChartServer, password: string): NodeJS.ProcessEnv => ({
  ...loggedInTo({ [address.replace("http://", "").replace("127.0.0.1", "localhost")]: { ...auth, password } }),
  CHARTMUSEUM_CREDS_USR: auth.user,
  CHARTMUSEUM_CREDS_PSW: password,
});

describe.each(few(Object.entries(chartServers), 3))("%s", (_, start) => {
  const chart = { name: "chat", version: "1.4.0" };

  test("takes a version once, gives it back, and Helm installs it", async () => {
    const server = await start();
    const store = storeOf(server);
    const packaged = await chartThatSays("hello");
    await store.verifyWriteRight(chart.name);
    expect(await store.download(chart)).toBeUndefined();
    expect(await publishChart(store, chart, packaged)).toBe(digestOf(packaged));
    expect(await publishChart(store, chart, packaged)).toBe(digestOf(packaged));
    const other = await chartThatSays("something else");
    expect(await failureOf(publishChart(store, chart, other))).toMatchObject({
      message: expect.stringContaining("has another chart as chat 1.4.0"),
      hint: expect.stringContaining("published once"),
    });
    expect(Buffer.from((await store.download(chart)) ?? [])).toEqual(Buffer.from(packaged));
    await server.index?.();
    for (const major of helmMajors) await expectHelmTakes(major, store.addressOf(chart), packaged);
  });

  test("takes a version with build metadata", async () => {
    const server = await start();
    const store = storeOf(server);
    const built = { name: "chat", version: "1.4.0+build.7" };
    const packaged = await chartThatSays("hello", built.version);
    expect(await publishChart(store, built, packaged)).toBe(digestOf(packaged));
    expect(await publishChart(store, built, packaged)).toBe(digestOf(packaged));
    await server.index?.();
    await expectHelmTakes(4, store.addressOf(built), packaged);
  });

  test("refuses whoever may only read before anything is written", async () => {
    const server = await start(auth);
    for (const env of [{}, userWith(server, "another-word")]) {
      const failure = await failureOf(storeOf(server, env).verifyWriteRight(chart.name));
      expect(failure.message).toMatch(/refuses .*(user robot|anonymous users)/);
      expect(failure.hint).toMatch(/docker login|CHARTMUSEUM_CREDS_USR/);
    }
    const allowed = storeOf(server, userWith(server, auth.password));
    await allowed.verifyWriteRight(chart.name);
    expect(await publishChart(allowed, chart, await chartThatSays("hello"))).toMatch(/^sha256:/);
  });

  full("has the chart whole although a request fails", async () => {
    const server = await start();
    const proxy = await listen(upstreamAt(server.address), 0);
    for (const fault of requestFaults) {
      for (let nth = 1; ; nth += 1) {
        const other = { name: "chat", version: `1.4.${nth}-${fault}` };
        const packaged = await chartThatSays("hello", other.version);
        proxy.arm(nth, fault);
        const store = storeOf(server, {}, proxy.address);
        await store.verifyWriteRight(other.name);
        expect(await publishChart(store, other, packaged)).toBe(digestOf(packaged));
        if (proxy.requests().length < nth) break;
        expect(Buffer.from((await storeOf(server).download(other)) ?? [])).toEqual(Buffer.from(packaged));
      }
    }
  });
});

test.each(helmMajors)("a registry takes charts of somebody logged in with Helm %i alone", async (major) => {
  const server = (await chartServers["a registry"]?.(auth)) ?? expect.fail();
  const file = join(folder(), "config.json");
  const login = ["--username", auth.user, "--password", auth.password, "--plain-http", "--registry-config", file];
  await helm(major, "registry", "login", server.address.replace("http://", ""), ...login);
  const store = storeOf(server, { DOCKER_CONFIG: folder(), HELM_REGISTRY_CONFIG: file });
  await store.verifyWriteRight("chat");
  expect(await publishChart(store, { name: "chat", version: "1.4.0" }, await chartThatSays("hello"))).toMatch(
    /^sha256:/,
  );
});

describe("a ChartMuseum", () => {
  async function museumWith(settings: Record<string, string>) {
    const server = await sandbox().startChartMuseum({ settings });
    onTestFinished(server.stop);
    const { address } = server;
    return storeOf({ address, locationAt: (url) => ({ kind: "chartmuseum", url }) });
  }

  test("whose API is off is named before anything is written", async () => {
    const store = await museumWith({ DISABLE_API: "true" });
    expect(await failureOf(store.verifyWriteRight("chat"))).toMatchObject({
      message: expect.stringContaining("shows charts, but takes none"),
      hint: expect.stringContaining("DISABLE_API=false"),
    });
  });

  test("that takes small charts only says how large this one is", async () => {
    const store = await museumWith({ MAX_UPLOAD_SIZE: "100" });
    const failure = await failureOf(publishChart(store, { name: "chat", version: "1.4.0" }, await chartThatSays("a")));
    expect(failure).toMatchObject({
      message: expect.stringMatching(/takes no chart of \d+ KiB$/),
      hint: expect.stringContaining("MAX_UPLOAD_SIZE"),
    });
  });
});

test.each(helmMajors)("a registry has of a chart what Helm %i would have pushed", async (major) => {
  const server = await (chartServers["a registry"] as (typeof chartServers)[string])();
  const chart = { name: "chat", version: "1.4.0+build.7" };
  const packaged = await chartThatSays("hello", chart.version);
  const file = join(folder(), "chat-1.4.0+build.7.tgz");
  writeFileSync(file, packaged);
  await publishChart(storeOf(server), chart, packaged);
  await helm(major, "push", file, `${server.locationAt(server.address).url}/by-helm`, "--plain-http");
  const [ours, theirs] = await Promise.all(
    ["charts/chat", "charts/by-helm/chat"].map(async (name) => {
      const base = `${server.address}/v2/team/${name}`;
      const accept = "application/vnd.oci.image.manifest.v1+json";
      const manifest = await (await fetch(`${base}/manifests/1.4.0_build.7`, { headers: { accept } })).json();
      const { config, annotations, ...rest } = manifest as Record<string, Record<string, string>>;
      const document = await (await fetch(`${base}/blobs/${config?.digest}`)).json();
      const { "org.opencontainers.image.created": created, ...others } = annotations ?? {};
      return { ...rest, type: config?.mediaType, document, others, isDated: created !== undefined };
    }),
  );
  expect(ours).toEqual(theirs);
});
