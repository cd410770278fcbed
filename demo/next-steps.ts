import { join } from "node:path";
import { composeProject, containerOf } from "./chat.ts";
import { chatops, kubectl } from "./cluster.ts";
import type { ClusterTold } from "./cluster-story.ts";
import type { ComposeTold } from "./compose-story.ts";
import { chatopsProgram } from "./terminal.ts";
import type { Workspace } from "./workspace.ts";

const checkout = join(import.meta.dirname, "..");

const opening = (address: string, version: string): string[] => [
  `Open ${address} in two windows: ${version} runs.`,
  "",
  "Try next, in this shell:",
  `  cd ${checkout} && eval "$(npm run --silent sandbox -- env)"`,
];

const aliased = ({ repository }: Workspace) => `  alias chatops=${chatopsProgram}; cd ${repository}`;

const leaving = (takeAway: string[]): string[] => [
  "And when you have seen enough, in the folder of chatops:",
  ...takeAway.map((command) => `  ${command}`),
  "  npm run sandbox -- down                          # ends everything and keeps the data",
  "  npm run sandbox -- remove                        # deletes it too, this demo included",
];

/**
 * The address, and what to try next: lines that can be pasted into a shell. In an engine that was there before, the
 * sandbox leaves the containers alone.
 */
export function composeNextSteps({ workspace, port, address, versions }: ComposeTold, hasOwnEngine: boolean): string[] {
  const [first, second] = versions;
  const takeAway = `docker compose --project-name ${composeProject(workspace.name)} down --volumes`;
  return [
    ...opening(address, second),
    `${aliased(workspace)}; export PORT=${port}`,
    `  chatops deploy --to compose --version ${first}      # back to that one; ${second} again brings it forward`,
    "  chatops release                                  # serve has released it: nothing to do",
    "  chatops serve --config ../serve.yaml             # then, in another shell: change something, commit and push",
    `  chatops trace ${containerOf(workspace.name)} --json`,
    ...leaving(hasOwnEngine ? [] : [takeAway]),
  ];
}

/** The same on a cluster. One of the user's keeps the namespaces until they are deleted. */
export function clusterNextSteps({ demo, address, pod, versions }: ClusterTold): string[] {
  const { workspace, context, namespaces, sandbox } = demo;
  const [before, version] = versions;
  const typed = (command: string[]) => `  ${command.join(" ")}`;
  const kubeconfig = sandbox.cluster?.kubeconfig ?? process.env.KUBECONFIG ?? "$HOME/.kube/config";
  const cluster = context ? ["--context", context] : [];
  const helm = ["helm", "history", workspace.name, "--namespace", namespaces.prod];
  const takeAway = ["kubectl", "delete", "namespace", ...Object.values(namespaces), ...cluster];
  return [
    ...opening(address, version),
    `  export KUBECONFIG=${kubeconfig}`,
    aliased(workspace),
    `${typed(kubectl(demo, "delete", "pod", pod))}   # the chat goes on`,
    typed([...helm, ...(context ? ["--kube-context", context] : [])]),
    "  chatops serve --config ../serve.yaml   # then, in another shell: change something, commit and push",
    `${typed(chatops(demo, "rollback", "--env", "prod"))}   # back to ${before}; serve leaves prod alone from then on`,
    ...leaving(context ? [takeAway.join(" ")] : []),
  ];
}
