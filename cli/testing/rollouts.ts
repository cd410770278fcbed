import type { ContainerState, Rollout } from "../domain/rollout.ts";

/** A container that runs well, with these differences. */
export const container = (different: Partial<ContainerState> = {}): ContainerState => ({
  id: "0123",
  name: "chat-chat-1",
  service: "chat",
  image: "sha256:1",
  status: "running",
  health: "none",
  healthOutput: [],
  exitCode: 0,
  outOfMemory: false,
  restarts: 0,
  restartsByItself: true,
  startError: "",
  log: [],
  labels: {},
  publishedPorts: [],
  ...different,
});

/** A rollout of the service chat. */
export const rollout = (containers: ContainerState[], deployError?: string): Rollout => ({
  service: "chat",
  containers,
  deployError,
});
