import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { folder } from "../../../testing/fixtures/folder.ts";
import { httpsServer } from "../../../testing/servers/https-server.ts";
import { certificatesFor } from "./certificates.ts";
import { openRegistryClient } from "./client.ts";
import { hasManifest } from "./manifests.ts";

const { signal } = new AbortController();

test("a registry is trusted, and told who asks, as Docker's certs.d says", async () => {
  const { host, ...files } = await httpsServer((_, response) => void response.end(), { asksWho: true });
  const [authority = "", certificate = "", key = ""] = [files.authority, files.certificate, files.key].map((path) =>
    readFileSync(path, "utf8"),
  );
  const place = `certs.d/${host}`;
  const rootless = folder({ [`docker/${place}/ca.crt`]: authority });
  const own = folder({ [`${place}/client.cert`]: certificate, [`${place}/client.key`]: key });
  const tls = await certificatesFor(host, { XDG_CONFIG_HOME: rootless, DOCKER_CONFIG: own });
  expect(tls).toEqual({ ca: [authority], cert: certificate, key });
  const options = { credentials: undefined, insecure: false, signal };
  expect(await hasManifest(openRegistryClient(`${host}/team/chat`, { ...options, tls }), "1.0.0")).toBe(true);
});

test("a registry without a folder has none", async () => {
  const place = folder({ "certs.d/ghcr.io/ca.crt": "text" });
  expect(await certificatesFor("quay.io", { HOME: "/nowhere", DOCKER_CONFIG: place })).toBeUndefined();
});

test("an insecure registry may speak https, with any certificate", async () => {
  const { host } = await httpsServer((_, response) => void response.end());
  const client = openRegistryClient(`${host}/team/chat`, { credentials: undefined, insecure: true, signal });
  expect(await hasManifest(client, "1.0.0")).toBe(true);
  expect(await hasManifest(client, "1.1.0")).toBe(true);
});
