import { rmSync } from "node:fs";
import { join } from "node:path";
import { composeProject, crashingServer, healthyServer, withLocal } from "../docker/compose-project.ts";
import { docker } from "../docker/docker.ts";
import type { Scene } from "./scene.ts";

const inspect = (id: string, format: string): string => docker("inspect", "--format", `{{${format}}}`, id);

/** A Docker Compose environment. */
export async function composeScene(): Promise<Scene> {
  const project = composeProject();
  project.commit({ "chatops.yaml": withLocal(project.name) });
  const folder = join(project.user.state, project.name, "local");
  const isReady = (id: string) => inspect(id, ".State.Health.Status") === "healthy";
  return {
    project,
    environment: "local",
    release: (text) => project.release(text),
    releaseMigrating: (text) =>
      project.release(text, {
        more: { depends_on: { migrate: { condition: "service_completed_successfully" } } },
        services: { migrate: { build: ".", command: ["node", "-e", "console.log('1 table changed')"] } },
      }),
    promote: (...args) => project.chatops("promote", "--json", "--yes", "--env", "local", ...args),
    running: () => {
      const own = project.containers().find(isReady);
      return own && inspect(own, 'index .Config.Labels "chatops.version"');
    },
    rollBackByHand: (version) => {
      const files = ["--file", join(folder, "versions", version, "compose.json")];
      const name = ["--project-name", `${project.name}-local`, "--project-directory", project.directory];
      docker("compose", ...name, ...files, "up", "--detach", "--wait");
    },
    loseHistory: () => rmSync(folder, { recursive: true }),
    good: (mark) => `${healthyServer}// ${mark}\n`,
    crashing: crashingServer("no database"),
  };
}
