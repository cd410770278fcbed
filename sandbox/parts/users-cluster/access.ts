import { delimiter, resolve } from "node:path";
import { Failure, preconditionError } from "../../../lib/errors.ts";
import { type RunOptions, type RunResult, run } from "../../../lib/processes.ts";
import { findProgram } from "../../programs.ts";
import { contextName } from "../kubernetes/layout.ts";
import type { Access } from "../part.ts";

interface View {
  "current-context"?: string;
  contexts?: { name: string; context?: { extensions?: { extension?: { provider?: string } }[] | null } }[] | null;
}

/** The context of that name in the kubeconfig that kubectl reads. */
export function accessTo(context: string): Access {
  // It is used from other folders too.
  const files = (process.env.KUBECONFIG ?? "").split(delimiter).filter(Boolean);
  return { context, kubeconfig: files.map((file) => resolve(file)).join(delimiter) };
}

/** Runs the user's kubectl on their cluster. */
export function kubectl(
  { context, kubeconfig }: Access,
  args: string[],
  options: Omit<RunOptions, "env"> = {},
): Promise<RunResult> {
  return run("kubectl", ["--context", context, ...args], { ...options, env: { KUBECONFIG: kubeconfig || undefined } });
}

/** Refuses a cluster that cannot be used, before anything is made for it. */
export async function verifyAnswers(access: Access): Promise<void> {
  if (!findProgram("kubectl")) {
    throw preconditionError("A cluster of your own needs kubectl in the path", {
      hint: "Install it, or leave the cluster away: npm run demo -- --compose",
    });
  }
  try {
    await kubectl(access, ["get", "--raw", "/readyz", "--request-timeout", "10s"]);
  } catch (error) {
    throw preconditionError(`The cluster of the context ${access.context} cannot be used`, {
      details: error instanceof Failure ? error.details : [],
      hint: `\`kubectl config get-contexts\` lists yours; --context ${contextName} makes a cluster here.`,
      cause: error,
    });
  }
}

/**
 * The context of a kind, k3d or minikube cluster that stands ready: the current one if it is such, else the first that
 * answers within three seconds; undefined where there is none.
 */
export async function readyContext(): Promise<string | undefined> {
  if (!findProgram("kubectl")) return undefined;
  const { stdout } = await run("kubectl", ["config", "view", "--output", "json"]).catch(() => ({ stdout: "{}" }));
  const candidates = localContexts(JSON.parse(stdout));
  const answers = await Promise.all(candidates.map((context) => isReady(accessTo(context))));
  return candidates.find((_, index) => answers[index]);
}

/** The contexts that kind, k3d and minikube write, the current one first. */
export function localContexts({ contexts, "current-context": current }: View): string[] {
  const isMinikube = (extension: { extension?: { provider?: string } }) =>
    extension.extension?.provider === "minikube.sigs.k8s.io";
  const names = (contexts ?? [])
    .filter(({ name, context }) => /^(kind-|k3d-|minikube$)/.test(name) || context?.extensions?.some(isMinikube))
    .map(({ name }) => name);
  return names.sort((one, other) => Number(other === current) - Number(one === current));
}

const isReady = (access: Access): Promise<boolean> =>
  kubectl(access, ["get", "--raw", "/readyz", "--request-timeout", "3s"]).then(
    () => true,
    () => false,
  );
