import { existsSync, mkdirSync, realpathSync, renameSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import semver from "semver";
import { run } from "../../lib/processes.ts";
import { buildProgram, type GoProgram } from "../go.ts";
import type { Paths } from "../paths.ts";
import { findProgram } from "../programs.ts";
import type { SetupStep } from "../setup-step.ts";
import { oldest, versions } from "../versions.ts";
import type { ClusterChoice, Part, PartState } from "./part.ts";

/** Clusters are deployed to with either, so both are tested. */
export type HelmMajor = keyof typeof versions.helm;

const helmMajors: HelmMajor[] = [3, 4];

/** The tests on a cluster of the sandbox's own take both; a demo on a user's what they have, of either major. */
const majorsFor = (cluster: ClusterChoice | undefined): HelmMajor[] =>
  cluster === "own" ? helmMajors : findProgram("helm") ? [] : [4];

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

/** What must be built; nothing where it was built before, or the user's own will do. */
export async function helmSteps(paths: Paths, majors = helmMajors): Promise<SetupStep[]> {
  const files = await chooseFiles(paths);
  return majors
    .filter((major) => !existsSync(files[major]))
    .map((major) => ({ title: `build Helm ${versions.helm[major]}`, seconds: buildSeconds[major] }));
}

export async function prepareHelm(paths: Paths, majors = helmMajors): Promise<void> {
  const files = await chooseFiles(paths);
  for (const major of majors) {
    await buildProgram(paths, sourceOf(major), files[major]);
    linkTo(files[major], helmProgram(paths, major));
  }
}

/** Each major that was prepared: what it leads to now. */
async function helmState(paths: Paths): Promise<PartState[]> {
  const ready = helmMajors.filter((major) => existsSync(helmProgram(paths, major)));
  return Promise.all(
    ready.map(async (major) => {
      const address = realpathSync(helmProgram(paths, major));
      const origin = address === builtHelm(paths, major) ? "built" : "found";
      return { name: `helm ${major}`, version: await helmVersion(address), address, origin, running: true };
    }),
  );
}

/** For each major the user's own helm, if its version will do, else the one to build. Asked anew each time: users update. */
async function chooseFiles(paths: Paths): Promise<Record<HelmMajor, string>> {
  const own = findProgram("helm");
  const version = own ? await helmVersion(own) : "";
  const choose = (major: HelmMajor) =>
    own && version.startsWith(`${major}.`) && semver.gte(version, oldest.helm[major]) ? own : builtHelm(paths, major);
  return { 3: choose(3), 4: choose(4) };
}

async function helmVersion(program: string): Promise<string> {
  const answer = await run(program, ["version", "--short"]).catch(() => undefined);
  return semver.coerce(answer?.stdout)?.version ?? "";
}

/** Replaces what leads nowhere, or to another version, at once: another process may be using it. */
function linkTo(file: string, link: string): void {
  if (existsSync(link) && realpathSync(link) === realpathSync(file)) return;
  mkdirSync(dirname(link), { recursive: true });
  const draft = `${link}.${process.pid}`;
  symlinkSync(file, draft);
  renameSync(draft, link);
}

export const helmPart: Part = {
  name: "helm",
  isWanted: ({ cluster }) => cluster !== undefined,
  setup: ({ paths, cluster }) => helmSteps(paths, majorsFor(cluster)),
  prepare: ({ paths, cluster }) => prepareHelm(paths, majorsFor(cluster)),
  state: helmState,
};
