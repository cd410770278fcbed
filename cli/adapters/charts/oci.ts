import { parse } from "yaml";
import { preconditionError } from "../../../lib/errors.ts";
import { ociRepository, ociTag } from "../../domain/chart/location.ts";
import { type ChartMetadata, chartTypes, ociAnnotations } from "../../domain/chart/oci-manifest.ts";
import { unpackChart } from "../../domain/chart/package.ts";
import type { ChartVersion } from "../../domain/chart/repository-index.ts";
import { pushBlob, readBlob, verifyPushRight } from "../registry/blobs.ts";
import type { RegistryClient } from "../registry/client.ts";
import { putManifest, readManifest } from "../registry/manifests.ts";
import type { ChartStore } from "./store.ts";

/** Charts in a registry below a path, `oci://ghcr.io/team/charts`, each in the repository of its name as Helm has it. */
export function ociCharts(address: string, open: (repository: string) => Promise<RegistryClient>): ChartStore {
  const url = address.replace(/\/$/, "");
  const opened = new Map<string, Promise<RegistryClient>>();
  /** One client for each chart: its token is good for all that is asked. */
  const clientOf = (name: string): Promise<RegistryClient> => {
    const client = opened.get(name) ?? open(ociRepository(url, name));
    opened.set(name, client);
    return client;
  };
  return {
    place: url,
    url,
    planOf: ({ name, version }) => `helm push ${name}-${version}.tgz ${url}`,
    addressOf: ({ name, version }) => `${url}/${name} --version ${version}`,
    verifyWriteRight: async (name) => verifyPushRight(await clientOf(name)),
    download: async (chart) => download(await clientOf(chart.name), chart),
    upload: async (chart, packaged) => upload(await clientOf(chart.name), chart, packaged),
  };
}

async function download(client: RegistryClient, { version }: ChartVersion): Promise<Uint8Array | undefined> {
  const manifest = await readManifest(client, ociTag(version));
  if (!manifest) return undefined;
  const content = manifest.document.layers?.find(({ mediaType }) => mediaType === chartTypes.content);
  if (content) return (await readBlob(client, content.digest)).body;
  throw preconditionError(`${client.name}:${ociTag(version)} is no chart`, {
    details: [`it is ${manifest.document.config?.mediaType ?? manifest.type}`],
    hint: "Charts need a path of their own in the registry: an image of the same name takes the same tags.",
  });
}

/** The manifest comes last: only then is there a chart. */
async function upload(client: RegistryClient, { version }: ChartVersion, packaged: Uint8Array): Promise<void> {
  const metadata = metadataOf(packaged);
  const config = await pushBlob(client, Buffer.from(JSON.stringify(metadata)));
  const content = await pushBlob(client, packaged);
  const type = "application/vnd.oci.image.manifest.v1+json";
  const manifest = {
    schemaVersion: 2,
    config: { mediaType: chartTypes.config, ...config },
    layers: [{ mediaType: chartTypes.content, ...content }],
    annotations: ociAnnotations(metadata, new Date()),
  };
  await putManifest(client, ociTag(version), { type, bytes: Buffer.from(JSON.stringify(manifest)) });
}

function metadataOf(packaged: Uint8Array): ChartMetadata {
  const text = unpackChart(packaged).get("Chart.yaml");
  return parse(new TextDecoder().decode(text)) as ChartMetadata;
}
