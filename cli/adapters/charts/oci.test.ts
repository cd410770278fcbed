import { describe, expect, test } from "vitest";
import { packedChart } from "../../../testing/charts/packed-chart.ts";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { smallRegistry } from "../../../testing/servers/small-registry.ts";
import { digestOf } from "../../domain/digest.ts";
import { openRegistryClient } from "../registry/client.ts";
import { ociCharts } from "./oci.ts";
import { publishChart } from "./store.ts";

const { signal } = new AbortController();
const chart = { name: "chat", version: "1.4.0+build.7" };
const packaged = packedChart("chat", "name: chat\nversion: 1.4.0+build.7\n");

async function charts() {
  const registry = await smallRegistry();
  const store = ociCharts(`oci://${registry.host}/team/`, async (name) =>
    openRegistryClient(name, { credentials: undefined, insecure: true, signal }),
  );
  return { store, ...registry };
}

test("a chart is one layer below a configuration that is its Chart.yaml, as Helm has it", async () => {
  const { store, kept } = await charts();
  expect(await publishChart(store, chart, packaged)).toBe(digestOf(packaged));
  const manifest = JSON.parse(String(kept.get("team/chat/manifests/1.4.0_build.7")?.bytes));
  expect(manifest).toMatchObject({
    config: { mediaType: "application/vnd.cncf.helm.config.v1+json" },
    layers: [
      {
        mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
        digest: digestOf(packaged),
        size: packaged.length,
      },
    ],
    annotations: { "org.opencontainers.image.title": "chat", "org.opencontainers.image.version": chart.version },
  });
  const config = kept.get(`team/chat/blobs/${manifest.config.digest}`)?.bytes;
  expect(JSON.parse(String(config))).toEqual({ name: "chat", version: chart.version });
  expect(Buffer.from((await store.download(chart)) ?? [])).toEqual(Buffer.from(packaged));
});

test("the manifest comes last, and only once", async () => {
  const { store, requests } = await charts();
  await publishChart(store, chart, packaged);
  const puts = requests.filter(({ method }) => method === "PUT").map(({ url = "" }) => url.split("?")[0]);
  expect(puts.map((url) => url?.split("/").at(4))).toEqual(["blobs", "blobs", "manifests"]);
  await publishChart(store, chart, packaged);
  expect(requests.filter(({ method }) => method === "PUT").length).toBe(puts.length);
});

describe("an image under the version", () => {
  test("is never replaced", async () => {
    const { store, kept } = await charts();
    const image = Buffer.from(JSON.stringify({ config: { mediaType: "application/vnd.oci.image.config.v1+json" } }));
    kept.set("team/chat/manifests/1.4.0_build.7", { bytes: image, type: "application/vnd.oci.image.manifest.v1+json" });
    expect(await failureOf(publishChart(store, chart, packaged))).toMatchObject({
      message: expect.stringContaining("team/chat:1.4.0_build.7 is no chart"),
      hint: expect.stringContaining("path of their own"),
    });
    expect(kept.get("team/chat/manifests/1.4.0_build.7")?.bytes).toBe(image);
  });
});

test("Helm finds it by the address and the version", async () => {
  const { store, host } = await charts();
  expect(store.addressOf(chart)).toBe(`oci://${host}/team/chat --version 1.4.0+build.7`);
  expect(store.planOf(chart)).toBe(`helm push chat-1.4.0+build.7.tgz oci://${host}/team`);
});
