import { clusterProject } from "../cluster/cluster-project.ts";
import { helm } from "../cluster/helm.ts";
import { serversOf } from "../cluster/promotion-checks.ts";
import { plainServer } from "../fixtures/sample-projects.ts";
import type { Published } from "../servers/own-servers.ts";
import type { Scene } from "./scene.ts";

/** What changes the data before a new version runs, as most charts have it. */
const migrate = `apiVersion: batch/v1
kind: Job
metadata:
  name: "{{ .Release.Name }}-migrate"
  annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-delete-policy: "before-hook-creation,hook-succeeded"}
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: task
          image: "{{ .Values.image.repository }}@{{ .Values.image.digest }}"
          command: [node, -e, "console.log('1 table changed')"]
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`;

/** An environment in the cluster. */
export async function clusterScene(publish: Published): Promise<Scene> {
  const project = await clusterProject({ publish });
  const namespace = project.namespaces.staging;
  return {
    project,
    environment: "staging",
    release: (text) => project.release(text),
    releaseMigrating: (text) => project.release(text, { "chart/templates/migrate.yaml": migrate }),
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
