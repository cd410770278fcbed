import { clusterProject } from "../cluster/cluster-project.ts";
import { helm } from "../cluster/helm.ts";
import { serversOf } from "../cluster/promotion-checks.ts";
import { plainServer } from "../fixtures/sample-projects.ts";
import type { Published } from "../servers/own-servers.ts";
import type { Scene } from "./scene.ts";

/** An environment in the cluster. */
export async function clusterScene(publish: Published): Promise<Scene> {
  const project = await clusterProject({ publish });
  const namespace = project.namespaces.staging;
  return {
    project,
    environment: "staging",
    release: (text) => project.release(text),
    promote: (...args) => project.promote("--env", "staging", ...args),
    running: () => {
      const own = serversOf(project).find(({ status }) => status.containerStatuses?.[0]?.ready);
      return own && /:([^:@]+)@/.exec(own.spec.containers[0].image)?.[1];
    },
    rollBackByHand: async (version) => {
      const revision = project.revisions("staging").find(({ chart }) => chart === `${project.name}-${version}`);
      await helm(4, "rollback", project.name, String(revision?.revision), "--namespace", namespace, "--wait");
    },
    loseHistory: () => void project.kubectl("staging", "delete", "configmap", `chatops-${project.name}`),
    good: (mark) => `${plainServer}// ${mark}\n`,
    crashing: `throw new Error("no database");\n`,
  };
}
