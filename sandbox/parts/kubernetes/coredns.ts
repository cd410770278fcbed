import { readFileSync, writeFileSync } from "node:fs";
import type { Paths } from "../../paths.ts";
import type { Component } from "./components.ts";
import { kubeconfigOf, type Node, nodeFolder } from "./layout.ts";
import { kubernetesProgram } from "./programs.ts";

/** The cluster's DNS, on the address of the first node. */
export function coredns(paths: Paths, node: Node): Component {
  const corefile = nodeFolder(paths, node, "Corefile");
  writeFileSync(corefile, `${corefileFor(kubeconfigOf(paths, "coredns"), nameservers())}\n`);
  return {
    command: kubernetesProgram(paths, "coredns"),
    args: { "-conf": corefile },
    ready: async () => true,
  };
}

const corefileFor = (kubeconfig: string, upstream: string[]) =>
  [
    ".:53 {",
    "  errors",
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
