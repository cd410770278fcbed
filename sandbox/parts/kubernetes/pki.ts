import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { run } from "../../../lib/processes.ts";
import { makeOnce } from "../../files.ts";
import type { Paths } from "../../paths.ts";
import {
  type ClusterNetwork,
  clusterFolder,
  contextName,
  controlPlaneOf,
  firstService,
  nodeNames,
  serverOf,
} from "./layout.ts";

interface Certificate {
  file: string;
  /** The user's name, and the group it is in. */
  user: string;
  group?: string;
  /** The names of a server; a certificate without any is a client's. */
  names?: string[];
}

// Users and groups that Kubernetes' own roles are bound to.
const clients: Certificate[] = [
  { file: "admin", user: "admin", group: "system:masters" },
  { file: "kubelet-client", user: "kube-apiserver-kubelet-client", group: "system:masters" },
  { file: "kube-controller-manager", user: "system:kube-controller-manager" },
  { file: "kube-scheduler", user: "system:kube-scheduler" },
  { file: "kube-proxy", user: "system:kube-proxy" },
  { file: "coredns", user: "system:coredns" },
  ...nodeNames.map((name) => ({ file: name, user: `system:node:${name}`, group: "system:nodes" })),
];

export const pkiFile = (paths: Paths, name: string): string => clusterFolder(paths, "pki", name);

/** Makes the authority, the keys and the kubeconfigs of a cluster, once. */
export async function makeCredentials(paths: Paths, network: ClusterNetwork): Promise<void> {
  await makeOnce(clusterFolder(paths, "pki"), (draft) => makeCertificates(draft, network));
  await makeOnce(clusterFolder(paths, "kubeconfigs"), async (draft) => {
    mkdirSync(draft, { mode: 0o700 });
    const server = serverOf(controlPlaneOf(network));
    for (const { file, user } of clients) {
      const text = stringify(kubeconfig(paths, { file, user, server }));
      writeFileSync(join(draft, `${file}.yaml`), text, { mode: 0o600 });
    }
  });
}

async function makeCertificates(folder: string, network: ClusterNetwork): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // OpenSSL's own file adds extensions that contradict ours.
  writeFileSync(join(folder, "openssl.cnf"), "[req]\ndistinguished_name = name\n[name]\n");
  const authority = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign,digitalSignature"];
  await request(folder, "ca", "/CN=chatops-sandbox", authority, []);
  const server = {
    file: "apiserver",
    user: "kube-apiserver",
    names: [
      ...["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"].map((name) => `DNS:${name}`),
      ...["127.0.0.1", firstService, controlPlaneOf(network).address].map((address) => `IP:${address}`),
    ],
  };
  await Promise.all([...clients, server].map((certificate) => issue(folder, certificate)));
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const privatePem = privateKey.export({ type: "pkcs8", format: "pem" });
  writeFileSync(join(folder, "service-accounts.key"), privatePem, { mode: 0o600 });
  writeFileSync(join(folder, "service-accounts.pub"), publicKey.export({ type: "spki", format: "pem" }));
}

function issue(folder: string, { file, user, group, names }: Certificate): Promise<void> {
  const extensions = [
    "basicConstraints=critical,CA:FALSE",
    "keyUsage=critical,digitalSignature",
    `extendedKeyUsage=${names ? "serverAuth" : "clientAuth"}`,
    ...(names ? [`subjectAltName=${names.join(",")}`] : []),
  ];
  const authority = ["-CA", join(folder, "ca.crt"), "-CAkey", join(folder, "ca.key")];
  return request(folder, file, `${group ? `/O=${group}` : ""}/CN=${user}`, extensions, authority);
}

/** Has OpenSSL make a key, which only its owner can read, and a certificate for it. */
async function request(folder: string, name: string, subject: string, extensions: string[], authority: string[]) {
  await run("openssl", [
    ...["req", "-x509", "-config", join(folder, "openssl.cnf"), "-days", "3650", "-subj", subject, ...authority],
    ...["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
    ...["-keyout", join(folder, `${name}.key`), "-out", join(folder, `${name}.crt`)],
    ...extensions.flatMap((extension) => ["-addext", extension]),
  ]);
}

/** With all that it needs inside, so that it can be copied. */
function kubeconfig(paths: Paths, { file, user, server }: { file: string; user: string; server: string }) {
  const encoded = (name: string) => readFileSync(pkiFile(paths, name)).toString("base64");
  const cluster = { server, "certificate-authority-data": encoded("ca.crt") };
  const keys = { "client-certificate-data": encoded(`${file}.crt`), "client-key-data": encoded(`${file}.key`) };
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: contextName, cluster }],
    users: [{ name: user, user: keys }],
    contexts: [{ name: contextName, context: { cluster: contextName, user } }],
    "current-context": contextName,
  };
}
