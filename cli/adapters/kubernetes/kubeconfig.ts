import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { KubeConfig, User } from "@kubernetes/client-node";
import { type Failure, messageOf, preconditionError } from "../../core/errors.ts";
import { hide, hideSecretsOf } from "../../core/secrets.ts";

const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

export interface Loaded {
  config: KubeConfig;
  /** The files it was read from, or where else it comes from, as it is called in messages. */
  place: string;
  /** The credentials of the pod we run in: there is no kubeconfig. */
  inCluster: boolean;
}

/** What kubectl would read: `--kubeconfig`, else KUBECONFIG, else ~/.kube/config, else the credentials of the pod we run in. */
export async function loadKubeconfig(env: NodeJS.ProcessEnv, named: string | undefined): Promise<Loaded> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  const wanted = named ? [named] : wantedFiles(env);
  const files = wanted.filter((file) => existsSync(file));
  if (files.length > 0) {
    for (const file of files) merge(config, readInto(new KubeConfig(), file));
    for (const user of config.users) prepareUser(user);
    return { config, place: files.join(", "), inCluster: false };
  }
  if (named || !env.KUBERNETES_SERVICE_HOST || !existsSync(join(serviceAccount, "token"))) throw noKubeconfig(wanted);
  config.loadFromCluster();
  return { config, place: "this pod's service account", inCluster: true };
}

function wantedFiles({ KUBECONFIG, HOME }: NodeJS.ProcessEnv): string[] {
  const files = (KUBECONFIG ?? "").split(delimiter).filter(Boolean);
  return files.length > 0 ? files : [join(HOME || homedir(), ".kube", "config")];
}

const noKubeconfig = (wanted: string[]): Failure =>
  preconditionError(`there is no kubeconfig: ${wanted.join(", ")} ${wanted.length > 1 ? "do" : "does"} not exist`, {
    hint: "Name one with --kubeconfig or KUBECONFIG, or get one from whoever runs the cluster.",
  });

function readInto(config: KubeConfig, file: string): KubeConfig {
  try {
    config.loadFromFile(file);
    return config;
  } catch (error) {
    // A YAML error's message quotes the lines around it, which may be a key; its reason does not.
    const { reason, mark } = error as { reason?: string; mark?: { line: number } };
    const why = reason ? `${reason}, line ${(mark?.line ?? 0) + 1}` : messageOf(error);
    throw preconditionError(`the kubeconfig ${file} cannot be read: ${why}`, {
      hint: "`kubectl config view` shows whether kubectl can. Another one can be named with --kubeconfig.",
    });
  }
}

/** As kubectl merges: the first file that says something decides. The client refuses what stands in two, and lets the last decide. */
function merge(into: KubeConfig, config: KubeConfig): void {
  for (const cluster of config.clusters) if (!into.getCluster(cluster.name)) into.addCluster(cluster);
  for (const user of config.users) if (!into.getUser(user.name)) into.addUser(user);
  for (const context of config.contexts) if (!into.getContextObject(context.name)) into.addContext(context);
  into.currentContext ||= config.currentContext;
}

/** Masks what a user's entry holds, and tells its plugin what plugins expect to be told, which the client leaves out. */
function prepareUser({ token, password, keyData, exec, authProvider }: User): void {
  for (const secret of [token, password, keyData]) hide(secret ?? undefined);
  hideSecretsOf(authProvider?.config ?? {});
  if (!exec) return;
  const variables: { name: string; value: string }[] = exec.env ?? [];
  hideSecretsOf(Object.fromEntries(variables.map(({ name, value }) => [name, value])));
  const told = { apiVersion: exec.apiVersion, kind: "ExecCredential", spec: { interactive: false } };
  exec.env = [...variables, { name: "KUBERNETES_EXEC_INFO", value: JSON.stringify(told) }];
}
