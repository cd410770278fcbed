import { randomBytes } from "node:crypto";
import { preconditionError } from "../lib/errors.ts";
import { ChatClient } from "./chat-client.ts";
import { type ClusterDemo, kubectl, listServers, type Pod, serversOf } from "./cluster.ts";
import type { Started } from "./terminal.ts";
import { until } from "./until.ts";

/** What is written through one pod is read through another one, and the other way round. */
export async function talkThroughTwoPods(demo: ClusterDemo): Promise<void> {
  const { terminal, workspace } = demo;
  await terminal.type(kubectl(demo, "get", "pods", "--selector", serversOf(workspace.name), "--output", "wide"), {
    cwd: workspace.repository,
  });
  const [one, other] = apart(await listServers(demo));
  const ways = [await forward(demo, one), await forward(demo, other)] as const;
  const run = `pods-${randomBytes(4).toString("hex")}`;
  const first = new ChatClient({ name: "first", address: addressIn(ways[0]), run });
  const second = new ChatClient({ name: "second", address: addressIn(ways[1]), run });
  try {
    await until("both are in the room", () => first.isReady && second.isReady);
    const there = await deliver(first, second);
    const back = await deliver(second, first);
    terminal.say(
      `first is connected to ${where(one)}, second to ${where(other)}.`,
      `What first wrote came out of the other pod after ${there} ms, and the answer after ${back} ms.`,
    );
  } finally {
    for (const client of [first, second]) client.leave();
    for (const way of ways) way.stop();
  }
}

const where = ({ name, node }: Pod) => `${name} on ${node}`;

/** Two pods, of two nodes where there are such. */
function apart(pods: Pod[]): [Pod, Pod] {
  const [one, ...others] = pods;
  const other = others.find(({ node }) => node !== one?.node) ?? others[0];
  if (one && other) return [one, other];
  throw preconditionError(`the chat runs in ${pods.length} pods, and this takes two`);
}

const forward = (demo: ClusterDemo, { name }: Pod): Promise<Started> =>
  demo.terminal.start(kubectl(demo, "port-forward", `pod/${name}`, ":8080"));

/** kubectl says: Forwarding from 127.0.0.1:43211 -> 8080 */
function addressIn({ firstLine }: Started): string {
  const address = /127\.0\.0\.1:\d+/.exec(firstLine)?.[0];
  if (address) return `http://${address}`;
  throw preconditionError(`kubectl port-forward said: ${firstLine}`);
}

/** Resolves to the milliseconds from writing to reading. */
async function deliver(from: ChatClient, to: ChatClient): Promise<number> {
  const start = performance.now();
  from.say(`${from.name} says hello`);
  const [mid = ""] = from.sent.slice(-1);
  await until(`${to.name} has read what ${from.name} wrote`, () => to.received.includes(mid));
  return Math.round(performance.now() - start);
}
