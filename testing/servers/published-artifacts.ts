const manifestTypes = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** What a registry itself says of an image; undefined where it has none. */
export async function imageInRegistry(registry: string, name: string, reference: string) {
  const base = `http://${registry}/v2/${name}`;
  const response = await fetch(`${base}/manifests/${reference}`, { headers: { accept: manifestTypes } });
  if (!response.ok) return undefined;
  const manifest = (await response.json()) as { config: { digest: string } };
  const config = (await (await fetch(`${base}/blobs/${manifest.config.digest}`)).json()) as {
    config: { Labels?: Record<string, string>; Env?: string[] };
  };
  return {
    digest: response.headers.get("docker-content-digest") ?? "",
    configDigest: manifest.config.digest,
    labels: config.config.Labels ?? {},
  };
}

interface Index {
  manifests: { digest: string; platform: { os: string; architecture: string } }[];
}

/** What a registry has of an image of several platforms, without what its builder says of how it was made. */
export async function platformsInRegistry(registry: string, name: string, reference: string) {
  const headers = { accept: "application/vnd.oci.image.index.v1+json" };
  const response = await fetch(`http://${registry}/v2/${name}/manifests/${reference}`, { headers });
  const { manifests } = (await response.json()) as Index;
  const platforms = manifests
    .map(({ digest, platform: { os, architecture } }) => ({ digest, platform: `${os}/${architecture}` }))
    .filter(({ platform }) => platform !== "unknown/unknown");
  return { digest: response.headers.get("docker-content-digest") ?? "", platforms };
}

export async function tagsInRegistry(registry: string, name: string): Promise<string[]> {
  const response = await fetch(`http://${registry}/v2/${name}/tags/list`);
  return response.ok ? (((await response.json()) as { tags: string[] | null }).tags ?? []).sort() : [];
}

/** The versions of a chart, as ChartMuseum lists them. */
export async function chartsIn(charts: string, name: string): Promise<{ version: string; digest: string }[]> {
  const response = await fetch(`${charts}/api/charts/${name}`);
  return response.ok ? ((await response.json()) as { version: string; digest: string }[]) : [];
}
