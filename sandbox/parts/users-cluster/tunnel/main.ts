import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../../../lib/errors.ts";
import type { Access } from "../../part.ts";
import { kubectl } from "../access.ts";
import { daemonSet } from "./manifests.ts";

// The sandbox's end of the tunnel: keeps connections open to the pod on each node, through the cluster's API, and leads each one to the
// registry as soon as the node asks something. So it matters neither where the cluster is nor what its nodes can reach.

interface Pods {
  items: { metadata: { name: string }; status?: { phase?: string } }[];
}

/** How many connections wait for a node to ask: it fetches three layers at a time. */
const spare = 4;
const interval = 1000;

const [namespace = "", context = "", registryPort = "", controlPort = ""] = process.argv.slice(2);
const access: Access = { context, kubeconfig: process.env.KUBECONFIG ?? "" };
const forwards = new Map<string, AbortController>();

/** Forwards to each running pod, and to none that is gone. */
async function follow(): Promise<void> {
  const { stdout } = await kubectl(access, [
    ...["get", "pods", "--namespace", namespace, "--selector", `app=${daemonSet}`],
    ...["--output", "json", "--request-timeout", "10s"],
  ]);
  const running = (JSON.parse(stdout) as Pods).items.filter(({ status }) => status?.phase === "Running");
  const names = running.map(({ metadata }) => metadata.name);
  for (const [name, forward] of forwards) if (!names.includes(name)) forward.abort();
  for (const name of names) if (!forwards.has(name)) void forwardTo(name);
}

/** Leads a free port of this machine into the pod, until either ends. */
async function forwardTo(pod: string): Promise<void> {
  const forward = new AbortController();
  const { signal } = forward;
  forwards.set(pod, forward);
  // kubectl says which one: Forwarding from 127.0.0.1:43211 -> 28461
  const onLine = (line: string) => {
    const port = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    for (let index = 0; port && index < spare; index++) offer(signal, Number(port));
  };
  const target = ["--namespace", namespace, `pod/${pod}`, `:${controlPort}`];
  await kubectl(access, ["port-forward", ...target], { signal, onLine }).catch(
    (error) => signal.aborted || console.error(messageOf(error)),
  );
  forward.abort();
  forwards.delete(pod);
}

/** Opens a connection that waits for the node to ask something; another one takes its place then. */
function offer(ended: AbortSignal, port: number): void {
  if (ended.aborted) return;
  const again = () => void sleep(interval).then(() => offer(ended, port));
  const socket = connect(port, "127.0.0.1")
    .once("error", () => socket.destroy())
    .once("close", again);
  socket.once("data", (data) => {
    socket.pause().off("close", again);
    offer(ended, port);
    leadToRegistry(socket, data);
  });
}

function leadToRegistry(socket: Socket, first: Buffer): void {
  const registry = connect(Number(registryPort), "127.0.0.1");
  registry.write(first);
  registry.on("error", () => socket.destroy()).pipe(socket);
  socket.on("error", () => registry.destroy()).pipe(registry);
}

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit());

for (let last = ""; ; await sleep(interval)) {
  const message = await follow().then(() => "", messageOf);
  // The cluster may be away for long: said once.
  if (message && message !== last) console.error(message);
  last = message;
}
