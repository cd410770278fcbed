import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../lib/processes.ts";
import { makeOnce } from "../files.ts";
import type { Paths } from "../paths.ts";
import type { SetupStep } from "../setup-step.ts";
import { versions } from "../versions.ts";

/** A folder of Python's packages: check-jsonschema, which has the schemas of GitLab, Compose and others. */
export const checkJsonschemaFolder = (paths: Paths): string =>
  join(paths.cache, "programs", `check-jsonschema-${versions.checkJsonschema}`);

export const checkJsonschemaSteps = (paths: Paths): SetupStep[] =>
  existsSync(checkJsonschemaFolder(paths))
    ? []
    : [
        {
          title: `install check-jsonschema ${versions.checkJsonschema}`,
          seconds: 15,
          programs: ["python3", "pip3"],
        },
      ];

export const prepareCheckJsonschema = (paths: Paths): Promise<void> =>
  makeOnce(checkJsonschemaFolder(paths), async (draft) => {
    const name = `check-jsonschema==${versions.checkJsonschema}`;
    await run("pip3", ["install", "--quiet", "--no-input", "--target", draft, name]);
  });
