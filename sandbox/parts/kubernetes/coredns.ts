import { readFileSync, writeFileSync } from "node:fs";
import { answersHttp } from "../../http.ts";
import type { Paths } from "../../paths.ts";
import type { Component } from "./components.ts";
import { kubeconfigOf, type Node, nodeFolder } from "./layout.ts";
import { kubernetesProgram } from "./programs.ts";

// There it says whether it knows the cluster's Services yet.
const readyPort = 8181;

/** The cluster's DNS, on the address of the first node. */
export function coredns(paths: Paths, node: Node): Component {
  const corefile = nodeFolder(paths, node, "Corefile");
  writeFileSync(corefile, `${corefileFor(kubeconfigOf(paths, "coredns"), nameservers())}\n`);
  return {
    command: kubernetesProgram(paths, "coredns"),
    args: { "-conf": corefile },
    ready: () => answersHttp(`http://${node.address}:${readyPort}/ready`, 200),
  };
}

const corefileFor = (kubeconfig: string, upstream: string[]) =>
  [
    ".:53 {",
    "  errors",
    `  ready :${readyPort}`,
    "  kubernetes cluster.local in-addr.arpa ip6.arpa {",
    `    kubeconfig ${kubeconfig}`,
    "    fallthrough in-addr.arpa ip6.arpa",
    "  }",
    ...(upstream.length > 0 ? [`  forward . ${upstream.join(" ")}`] : []),
    "  cache 30",
    "}",
  ].join("\n");

/** The machine's nameservers that can be reached from elsewhere: one on its loopback names those in a file of its own. */
function nameservers(): string[] {
  const files = ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"];
  const found = files.map((file) =>
    [...read(file).matchAll(/^nameserver\s+(\S+)/gm)].map(([, address = ""]) => address),
  );
  return (
    found.map((list) => list.filter((address) => !/^(127\.|::1$)/.test(address))).find((list) => list.length > 0) ?? []
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
