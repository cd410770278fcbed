import { dirname } from "node:path";
import { expect, onTestFinished } from "vitest";
import { kubectl, sandboxCluster } from "../../../testing/cluster/cluster-project.ts";
import { helm } from "../../../testing/cluster/helm.ts";
import { tagsOf } from "../../../testing/git/git-project.ts";
import { build } from "../../../testing/jenkins/agent.ts";
import { jenkinsProject, token } from "../../../testing/jenkins/jenkins-project.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { type Auth, ownServers } from "../../../testing/servers/own-servers.ts";
import { needs } from "../../../testing/setup/needs-programs.ts";
import { full } from "../../../testing/setup/short-run.ts";

needs("groovy", "helm");

const auth: Auth = { user: "robot", password: "pa55-of-the-servers" };
const own = ownServers({ auth });

full("the generated Jenkinsfile takes a commit to every environment that follows by itself", async () => {
  const { kubeconfig } = sandboxCluster();
  // The nodes know the sandbox's registry alone.
  const publish = { registry: sandbox().registry, charts: own.charts };
  const env = { KUBECONFIG: kubeconfig, PATH: `${dirname(sandbox().helm[4])}:${process.env.PATH}` };
  const { name, remote, agent, url } = await jenkinsProject({ publish, auth, env });
  onTestFinished(() => void kubectl("delete", "namespace", `${name}-staging`, "--ignore-not-found", "--wait=false"));

  const { exitCode, output } = await build({ url, user: agent, credentials: { "jenkins-x-chartmuseum": auth } });
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(tagsOf(remote)).toEqual(["v0.1.0"]);
  const releases = await helm(
    4,
    "list",
    "--all-namespaces",
    "--filter",
    name,
    "--kubeconfig",
    kubeconfig,
    "-o",
    "json",
  );
  expect(JSON.parse(releases)).toMatchObject([
    { namespace: `${name}-staging`, chart: `${name}-0.1.0`, status: "deployed" },
  ]);
  for (const secret of [auth.password, token]) expect(output).not.toContain(secret);
});
