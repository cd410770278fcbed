import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import type { KubeConfig, User } from "@kubernetes/client-node";
import { parse } from "yaml";
import { type Failure, messageOf, preconditionError } from "../../../lib/errors.ts";
import { maskSecret, maskSecretsOf } from "../../../lib/secrets.ts";
import { homeOf } from "../../core/session-folders.ts";
import { type ImpersonatingUser, rememberImpersonation } from "./impersonation.ts";

const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

export interface Loaded {
  config: KubeConfig;
  /** The files it was read from, or where else it comes from, as it is called in messages. */
  place: string;
  /** The credentials of the pod we run in: there is no kubeconfig. */
  inCluster: boolean;
}

/**
 * What kubectl would read: `--kubeconfig`, else KUBECONFIG, else ~/.kube/config, else the credentials of the pod we run
 * in. Whoever names a file means no other place: where none of those named is there, that is refused in a pod too.
 * `root` is where a pod's credentials are mounted.
 */
export async function loadKubeconfig(env: NodeJS.ProcessEnv, named: string | undefined, root = ""): Promise<Loaded> {
  const { KubeConfig } = await import("./client.ts");
  const config = new KubeConfig();
  const asked = named ? [named] : filesIn(env.KUBECONFIG);
  const wanted = asked.length > 0 ? asked : [join(homeOf(env), ".kube", "config")];
  const files = wanted.filter((file) => existsSync(file));
  if (files.length > 0) {
    for (const file of files) merge(config, readInto(new KubeConfig(), file));
    for (const user of config.users) prepareUser(user, env);
    return { config, place: files.join(", "), inCluster: false };
  }
  const isPod = Boolean(env.KUBERNETES_SERVICE_HOST) && existsSync(join(root, serviceAccount, "token"));
  if (asked.length > 0 || !isPod) throw noKubeconfig(wanted, isPod);
  config.loadFromCluster(root);
  return { config, place: "this pod's service account", inCluster: true };
}

const filesIn = (variable = ""): string[] => variable.split(delimiter).filter(Boolean);

const noKubeconfig = (wanted: string[], isPod: boolean): Failure =>
  preconditionError(`there is no kubeconfig: ${wanted.join(", ")} ${wanted.length > 1 ? "do" : "does"} not exist`, {
    hint: isPod
      ? "Correct --kubeconfig or KUBECONFIG; to use the cluster around this pod, leave both out."
      : "Name one with --kubeconfig or KUBECONFIG, or get one from whoever runs the cluster.",
  });

function readInto(config: KubeConfig, file: string): KubeConfig {
  try {
    config.loadFromFile(file);
    const { users } = parse(readFileSync(file, "utf8")) as {
      users?: { name: string; user?: { tokenFile?: string } & ImpersonatingUser }[];
    };
    for (const user of config.users) {
      const said = users?.find(({ name }) => name === user.name)?.user ?? {};
      completeUser(user, said.tokenFile, dirname(resolve(file)));
      rememberImpersonation(user, said);
    }
    return config;
  } catch (error) {
    // A YAML error's message quotes the lines around it, which may be a key; its reason does not.
    const { reason, mark } = error as { reason?: string; mark?: { line: number } };
    const whyNot = (error as NodeJS.ErrnoException).code === "EISDIR" ? "it is a folder" : messageOf(error);
    const why = reason ? `${reason}, line ${(mark?.line ?? 0) + 1}` : whyNot;
    throw preconditionError(`the kubeconfig ${file} cannot be read: ${why}`, {
      hint: "`kubectl config view` shows whether kubectl can. Another one can be named with --kubeconfig.",
    });
  }
}

/**
 * Gives a user what kubectl reads and the client does not: the token of `tokenFile`, and the plugin that stands beside the
 * kubeconfig. As kubectl has it, a plugin's name without a slash is looked for in PATH.
 */
function completeUser(user: User, tokenFile: string | undefined, folder: string): void {
  if (tokenFile) Object.assign(user, { token: readFileSync(resolve(folder, tokenFile), "utf8").trim() });
  const { exec } = user;
  if (exec?.command?.includes("/")) exec.command = resolve(folder, exec.command);
}

/** As kubectl merges: the first file that says something decides. The client refuses what stands in two, and lets the last decide. */
function merge(into: KubeConfig, config: KubeConfig): void {
  for (const cluster of config.clusters) if (!into.getCluster(cluster.name)) into.addCluster(cluster);
  for (const user of config.users) if (!into.getUser(user.name)) into.addUser(user);
  for (const context of config.contexts) if (!into.getContextObject(context.name)) into.addContext(context);
  into.currentContext ||= config.currentContext;
}

/**
 * Masks what a user's entry holds, and gives its plugin what the client leaves out: the environment of the session, where
 * it would get that of this process, and what plugins expect to be told.
 */
function prepareUser({ token, password, keyData, exec, authProvider }: User, env: NodeJS.ProcessEnv): void {
  for (const secret of [token, password, keyData]) maskSecret(secret ?? undefined);
  maskSecretsOf(authProvider?.config ?? {});
  if (!exec) return;
  const variables: { name: string; value: string }[] = exec.env ?? [];
  maskSecretsOf(Object.fromEntries(variables.map(({ name, value }) => [name, value])));
  const told = { apiVersion: exec.apiVersion, kind: "ExecCredential", spec: { interactive: false } };
  const own = Object.entries(env).map(([name, value = ""]) => ({ name, value }));
  exec.env = [...own, ...variables, { name: "KUBERNETES_EXEC_INFO", value: JSON.stringify(told) }];
}
