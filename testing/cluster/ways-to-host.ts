import { connect, createServer, type NetConnectOpts } from "node:net";
import { onTestFinished } from "vitest";
import { kubectl } from "./cluster-project.ts";

/** The engine, as a pod reaches it. */
export const enginePort = 2375;

/** A container beside another one, by which that reaches ports of the host's loopback address as ports of its own. */
interface WaysToHost {
  sidecar: object;
}

const forwarder = `
const { createServer, connect } = require("node:net");
const [host, ...ways] = process.argv.slice(1);
for (const way of ways) {
  const [port, onward] = way.split(":").map(Number);
  createServer((socket) => {
    const other = connect(onward, host);
    for (const [from, to] of [[socket, other], [other, socket]])
      from.on("error", () => to.destroy()).on("close", () => to.destroy()).pipe(to);
  }).listen(port, "127.0.0.1");
}
process.on("SIGTERM", () => process.exit());
`;

/** Opens the host's loopback ports, and its engine, to the pods of the cluster until the test is over. */
export async function waysToHost(image: string, addresses: readonly string[]): Promise<WaysToHost> {
  const path = (process.env.DOCKER_HOST ?? "").replace("unix://", "");
  const targets: [port: number, target: NetConnectOpts][] = [
    [enginePort, { path }],
    ...addresses.map((address): [number, NetConnectOpts] => {
      const { port } = new URL(address.includes("://") ? address : `tcp://${address}`);
      return [Number(port), { host: "127.0.0.1", port: Number(port) }];
    }),
  ];
  const ways = await Promise.all(targets.map(async ([port, target]) => `${port}:${await openToPods(target)}`));
  const [node = ""] = kubectl("get", "nodes", "--output", "jsonpath={.items[*].status.addresses[0].address}").split(
    " ",
  );
  // Where the nodes' network meets the machine.
  const host = node.replace(/\.\d+$/, ".1");
  const sidecar = {
    name: "ways-to-host",
    image,
    command: ["node", "-e", forwarder, host, ...ways],
    restartPolicy: "Always",
    resources: { requests: { cpu: "1m", memory: "32Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  };
  return { sidecar };
}

async function openToPods(target: NetConnectOpts): Promise<number> {
  const server = createServer((socket) => {
    const other = connect(target);
    for (const [from, to] of [
      [socket, other],
      [other, socket],
    ] as const)
      from
        .on("error", () => to.destroy())
        .on("close", () => to.destroy())
        .pipe(to);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}
