import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { folder } from "../fixtures/folder.ts";

/** An authority of its own, and a certificate for 127.0.0.1, localhost and these names by it: paths of their files. */
export function ownAuthority(names: readonly string[] = []) {
  const place = folder();
  const file = (name: string) => join(place, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: place, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const known = ["localhost", "registry.corp.test", ...names].map((name) => `DNS:${name}`);
  writeFileSync(file("names"), `subjectAltName=${["IP:127.0.0.1", ...known].join(",")}\n`);
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.crt", "-days", "2", "-subj", "/CN=Our authority");
  openssl("req", ...key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=server");
  const signing = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names"];
  openssl("x509", "-req", "-in", "server.csr", "-out", "server.crt", ...signing);
  return { authority: file("ca.crt"), certificate: file("server.crt"), key: file("server.key") };
}

/** An HTTPS server whose certificate is of an authority that only a test knows; gone with the test. */
export async function httpsServer(answer: RequestListener, { asksWho = false, names = [] as string[] } = {}) {
  const { authority, certificate, key } = ownAuthority(names);
  const read = (path: string) => readFileSync(path);
  const client = asksWho && { requestCert: true, rejectUnauthorized: true, ca: read(authority) };
  const server = createServer({ cert: read(certificate), key: read(key), ...client }, answer).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, authority, certificate, key };
}
