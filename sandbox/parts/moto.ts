import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../lib/processes.ts";
import { makeOnce } from "../files.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { versions } from "../versions.ts";

/** A folder of Python's packages: AWS's APIs by moto, and AWS's own program, in `bin`. */
export const motoFolder = (paths: Paths): string => join(paths.cache, "programs", `moto-${versions.moto}`);

export const motoSteps = (paths: Paths): SetupStep[] =>
  existsSync(motoFolder(paths))
    ? []
    : [{ title: `install moto ${versions.moto}`, seconds: 60, programs: ["python3", "pip3"] }];

export const prepareMoto = (paths: Paths): Promise<void> =>
  makeOnce(motoFolder(paths), async (draft) => {
    const packages = [`moto[server]==${versions.moto}`, `awscli==${versions.awsCli}`];
    await run("pip3", ["install", "--quiet", "--no-input", "--target", draft, ...packages]);
  });
