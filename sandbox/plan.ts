import { packagesFor, verifyInstallable } from "./apt.ts";
import { goSteps } from "./go-toolchain.ts";
import { parts } from "./parts/all.ts";
import type { Part, Wanted } from "./parts/part.ts";
import type { SetupStep } from "./setup-step.ts";

/** What this machine lacks. Making it changes nothing. */
export interface Plan {
  /** Debian's packages to install. */
  packages: string[];
  parts: Part[];
  /** What each part must build, by its name; a part that has everything is not in it. */
  builds: ReadonlyMap<Part["name"], SetupStep[]>;
  /** All that is to be done, for people. */
  steps: SetupStep[];
}

/** Looks for what is missing, and refuses at once if it cannot be had here. */
export async function makePlan(wanted: Wanted): Promise<Plan> {
  const chosen = parts.filter(({ isWanted }) => isWanted?.(wanted) ?? true);
  const builds = new Map<Part["name"], SetupStep[]>();
  const others: SetupStep[] = [];
  for (const { name, setup, prepare } of chosen) {
    const found = (await setup?.(wanted)) ?? [];
    if (!prepare) others.push(...found);
    else if (found.length > 0) builds.set(name, found);
  }
  const steps = [...(builds.size > 0 ? await goSteps(wanted.paths) : []), ...[...builds.values()].flat(), ...others];
  const programs = [
    ...chosen.flatMap((part) => part.programs?.(wanted) ?? []),
    ...steps.flatMap((step) => step.programs ?? []),
  ];
  const packages = packagesFor(wanted.paths, programs);
  verifyInstallable(packages);
  const installation = packages.length > 0 ? [{ title: `install ${packages.join(", ")}`, seconds: 25 }] : [];
  return { packages, parts: chosen, builds, steps: [...installation, ...steps] };
}
