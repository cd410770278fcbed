import { type ClusterProject, clusterProject } from "../cluster/cluster-project.ts";
import { composeProject, healthyServer, withLocal } from "../docker/compose-project.ts";
import { docker } from "../docker/docker.ts";
import { plainServer } from "../fixtures/sample-projects.ts";
import type { Project } from "../git/git-project.ts";
import { git } from "../git/repository.ts";
import { sandbox } from "../sandbox/sandbox.ts";
import { ownServers } from "../servers/own-servers.ts";

const own = ownServers();

/** A project with data in an environment, whatever its kind. */
export interface Scene {
  project: Project;
  environment: string;
  /** Promotes the version that was released. */
  promote: () => Promise<unknown>;
  /** Names of what runs. */
  running: () => string[];
  /** What holds data, with an identity that a new one of the same name would not have. */
  data: () => string[];
  /** Folder of another repository whose project has the same name. */
  namesake: () => string;
}

const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: "{{ .Release.Name }}-data" }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Mi } } }
`;

async function clusterScene(): Promise<Scene> {
  const shop: ClusterProject = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
  await shop.release(plainServer, { "chart/templates/claim.yaml": claim });
  const namesOf = (kind: string) => shop.objects("staging", kind).filter(({ metadata }) => !metadata.deletionTimestamp);
  return {
    project: shop,
    environment: "staging",
    promote: () => shop.promote("--env", "staging"),
    running: () => ["pods", "services"].flatMap(namesOf).map(({ metadata }) => metadata.name),
    namesake: () => {
      const directory = `${shop.directory}-other`;
      git(shop.directory, "clone", "--quiet", "--bare", shop.remote ?? "", `${directory}.git`);
      git(shop.directory, "clone", "--quiet", `${directory}.git`, directory);
      return directory;
    },
    data: () => namesOf("persistentvolumeclaims").map(({ metadata }) => `${metadata.name} ${metadata.uid}`),
  };
}

export async function composeScene(): Promise<Scene> {
  const shop = composeProject();
  shop.commit({ "chatops.yaml": withLocal(shop.name) });
  await shop.release(healthyServer);
  const label = `label=com.docker.compose.project=${shop.name}-local`;
  const listed = (...command: string[]) =>
    docker(...command, "--filter", label)
      .split("\n")
      .filter(Boolean);
  return {
    project: shop,
    environment: "local",
    promote: () => shop.deploy(),
    namesake: () => {
      const other = composeProject();
      other.commit({ "chatops.yaml": withLocal(shop.name) });
      return other.directory;
    },
    running: () => [...listed("ps", "--all", "--quiet"), ...listed("network", "ls", "--quiet")],
    data: () =>
      listed("volume", "ls", "--quiet").map(
        (name) => `${name} ${docker("volume", "inspect", "-f", "{{.CreatedAt}}", name)}`,
      ),
  };
}

export const kinds: [kind: string, () => Promise<Scene>][] = [
  ["Docker Compose", composeScene],
  ["a cluster", clusterScene],
];
