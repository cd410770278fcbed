import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { makeOnce } from "../../files.ts";
import { buildOwn } from "../../go.ts";
import type { Paths } from "../../paths.ts";
import type { SetupStep } from "../../setup-step.ts";
import { versions } from "../../versions.ts";

const sources = join(import.meta.dirname, "programs");
const names = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-proxy",
  "coredns",
] as const;
const version = "k8s.io/component-base/version";
const [major = "", minor = ""] = versions.kubernetes.split(".");

/** Other sources are other programs: they get a folder of their own. */
function sourceHash(): string {
  const hash = createHash("sha256");
  for (const file of globSync("{go.*,*.go,pause/*.go}", { cwd: sources }).sort()) {
    hash.update(readFileSync(join(sources, file)));
  }
  return hash.digest("hex").slice(0, 8);
}

const folderOf = (paths: Paths) => join(paths.cache, "programs", `kubernetes-${versions.kubernetes}-${sourceHash()}`);

export const kubernetesProgram = (paths: Paths, name: (typeof names)[number] | "pause"): string =>
  join(folderOf(paths), name);

/** In a folder of its own, which PATH can take. */
export const kubectlProgram = (paths: Paths): string => join(folderOf(paths), "bin", "kubectl");

export const kubernetesSteps = (paths: Paths): SetupStep[] =>
  existsSync(folderOf(paths)) ? [] : [{ title: `build Kubernetes ${versions.kubernetes}`, seconds: 330 }];

/** Builds the one program that all of the cluster are, and links their names to it. */
export const prepareKubernetes = (paths: Paths): Promise<void> =>
  makeOnce(folderOf(paths), async (draft) => {
    mkdirSync(join(draft, "bin"), { recursive: true });
    const variables = {
      [`${version}.gitVersion`]: `v${versions.kubernetes}`,
      [`${version}.gitMajor`]: major,
      [`${version}.gitMinor`]: minor,
    };
    await buildOwn(paths, { folder: sources, packages: [".", "./pause"], variables }, draft);
    for (const name of names) symlinkSync("kubernetes", join(draft, name));
    symlinkSync("../kubernetes", join(draft, "bin", "kubectl"));
  });
