import { expect } from "vitest";
import { clusterProject, sandboxCluster } from "../../../testing/cluster/cluster-project.ts";
import { read } from "../../../testing/fixtures/folder.ts";
import { git } from "../../../testing/git/repository.ts";
import { writeHook } from "../../../testing/git/shared-repository.ts";
import { sandbox } from "../../../testing/sandbox/sandbox.ts";
import { serving } from "../../../testing/serve/serving.ts";
import { ownServers } from "../../../testing/servers/own-servers.ts";
import { full } from "../../../testing/setup/short-run.ts";

const own = ownServers();

full("a version has the values of its own commit, though the next one came before it was promoted", async () => {
  const place = await clusterProject({ publish: { charts: own.charts, registry: sandbox().registry } });
  const { directory, namespaces, remote = "", user } = place;
  const config = JSON.parse(read(directory, "chatops.yaml"));
  /** Commits values of staging in a file of this name. */
  const commit = (file: string, terminationGracePeriodSeconds: number) => {
    const kubernetes = { namespace: namespaces.staging, values: [file] };
    const environments = { staging: { ...config.environments.staging, kubernetes } };
    return place.commit({ "chatops.yaml": { ...config, environments }, [file]: { terminationGracePeriodSeconds } });
  };
  const first = commit("staging.yaml", 3);
  git(directory, "rm", "--quiet", "staging.yaml");
  const next = commit("values/staging.yaml", 4);
  // The next commit is on the branch from the moment on when the first one is released.
  git(remote, "update-ref", "refs/heads/main", first);
  writeHook(remote, "post-receive", `grep -q refs/tags/ && git update-ref refs/heads/main ${next} ${first} || true`);
  const variables = { KUBECONFIG: sandboxCluster().kubeconfig };
  const serve = await serving({
    user,
    repositories: { shop: { url: `file://${remote}`, secret: "a secret", variables } },
  });
  const [one, other] = [await serve.ended("shop", first, "done"), await serve.ended("shop", next, "done")];
  const graces = place
    .objects("staging", "replicasets")
    .map(({ spec: { template } }) => [
      template.metadata.labels["app.kubernetes.io/version"],
      template.spec.terminationGracePeriodSeconds,
    ]);
  expect(Object.fromEntries(graces)).toEqual({ [one.version ?? ""]: 3, [other.version ?? ""]: 4 });
});
