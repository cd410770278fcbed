import { type ComposeContainer, composeRollout } from "../domain/rollout/compose.ts";
import type { Rollout } from "../domain/rollout/rollout.ts";

/** A container that runs well, with these differences. */
export const container = (different: Partial<ComposeContainer> = {}): ComposeContainer => ({
  id: "0123",
  name: "chat-chat-1",
  service: "chat",
  image: "sha256:1",
  reference: "chat:1.0.0",
  startedAt: "2026-03-01T12:00:00.000Z",
  status: "running",
  health: "none",
  healthOutput: [],
  exitCode: 0,
  outOfMemory: false,
  restarts: 0,
  forgiven: 1,
  restartsByItself: true,
  startError: "",
  facts: [],
  log: [],
  labels: {},
  publishedPorts: [],
  ...different,
});

/** A rollout of the service chat. */
export const rollout = (containers: ComposeContainer[], deployError?: string): Rollout =>
  composeRollout("chat", containers, deployError);
