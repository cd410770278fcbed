import { existsSync, mkdirSync, realpathSync, renameSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import semver from "semver";
import { run } from "../../cli/core/processes.ts";
import { buildProgram, type GoProgram } from "../go.ts";
import type { Paths } from "../paths.ts";
import { findProgram } from "../programs.ts";
import { oldest, versions } from "../versions.ts";
import type { Work } from "./part.ts";

/** Clusters are deployed to with either, so both are tested. */
export type HelmMajor = keyof typeof versions.helm;

const helmMajors: HelmMajor[] = [3, 4];
const buildSeconds: Record<HelmMajor, number> = { 3: 60, 4: 120 };

const sourceOf = (major: HelmMajor): GoProgram => ({
  module: `helm.sh/helm/v${major}@v${versions.helm[major]}`,
  package: "./cmd/helm",
  version: [`helm.sh/helm/v${major}/internal/version.version`, `v${versions.helm[major]}`],
  variables: major === 3 ? helm3Variables : {},
});

// The Kubernetes that it supposes where it asks no cluster: 1.20 unless its build says so. Helm 4 finds out by itself.
const helm3Variables = Object.fromEntries(
  ["chartutil", "lint/rules"].flatMap((name) => [
    [`helm.sh/helm/v3/pkg/${name}.k8sVersionMajor`, "1"],
    [`helm.sh/helm/v3/pkg/${name}.k8sVersionMinor`, "36"],
  ]),
);

const builtHelm = (paths: Paths, major: HelmMajor) => join(paths.cache, "programs", `helm-${versions.helm[major]}`);

/** Called `helm`, each in a folder of its own: what looks `helm` up in PATH is given the folder. */
export const helmProgram = (paths: Paths, major: HelmMajor): string => join(paths.state, `helm-${major}`, "helm");

/** Whether there is a link, to a program that is still there and is the one to use. */
function isReady(paths: Paths, major: HelmMajor): boolean {
  const link = helmProgram(paths, major);
  if (!existsSync(link)) return false;
  const file = realpathSync(link);
  return file === builtHelm(paths, major) || !file.startsWith(paths.cache);
}

/** What must be built; nothing where it was built before, or the user's own will do. */
export async function helmWork(paths: Paths): Promise<Work[]> {
  const missing = helmMajors.filter((major) => !isReady(paths, major) && !existsSync(builtHelm(paths, major)));
  const own = missing.length > 0 ? await installedHelm() : undefined;
  return missing
    .filter((major) => major !== own?.major)
    .map((major) => ({ title: `build Helm ${versions.helm[major]}`, seconds: buildSeconds[major] }));
}

export async function prepareHelm(paths: Paths): Promise<void> {
  const missing = helmMajors.filter((major) => !isReady(paths, major));
  const own = missing.length > 0 ? await installedHelm() : undefined;
  for (const major of missing) {
    const file = own?.major === major ? own.file : builtHelm(paths, major);
    await buildProgram(paths, sourceOf(major), file);
    linkTo(file, helmProgram(paths, major));
  }
}

/** Replaces what leads nowhere now, or to another version, at once: another process may be using it. */
function linkTo(file: string, link: string): void {
  mkdirSync(dirname(link), { recursive: true });
  const draft = `${link}.${process.pid}`;
  symlinkSync(file, draft);
  renameSync(draft, link);
}

/** The user's own helm, if its version will do for its major. */
async function installedHelm(): Promise<{ file: string; major: HelmMajor } | undefined> {
  const file = findProgram("helm");
  const version = file && (await helmVersion(file));
  const major = helmMajors.find((candidate) => version?.startsWith(`${candidate}.`));
  return file && version && major && semver.gte(version, oldest.helm[major]) ? { file, major } : undefined;
}

async function helmVersion(program: string): Promise<string> {
  const answer = await run(program, ["version", "--short"]).catch(() => undefined);
  return semver.coerce(answer?.stdout)?.version ?? "";
}
