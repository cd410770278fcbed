import { join } from "node:path";
import { preconditionError } from "../../../../lib/errors.ts";
import { isInside } from "../../../adapters/folders.ts";
import { bringToCommit } from "../../../adapters/git/served-clone.ts";
import { createSlots } from "../../../core/slots.ts";
import type { RunRecord } from "../../../domain/serve/run-record.ts";
import type { Place } from "../places.ts";
import type { Runs } from "../runs.ts";

export interface ProjectParts {
  place: Place;
  runs: Runs;
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Nobody else is at work in it from then on. */
  ready: Promise<void>;
}

/** The page's own clone of a repository: that of runs changes under whoever reads it. */
export interface PageProject {
  /** The newest commit of each branch that a run was made of. */
  newest(): RunRecord[];
  /**
   * Gives the folder of chatops.yaml at the newest commit of the first branch. Whoever comes while somebody else has it gets it
   * as it is: nothing changes while it is read.
   */
  use<T>(task: (directory: string) => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function openPageProject({ place, runs, folder, env, ready }: ProjectParts): PageProject {
  const { settings } = place;
  const clone = join(folder, "clone");
  const one = createSlots(1);
  let readers = 0;
  const newest = () => settings.branches.flatMap((branch) => runs.last(branch) ?? []);
  const open = async (signal: AbortSignal): Promise<string> => {
    const [run] = newest();
    if (!run) throw preconditionError("nothing of it was looked at yet");
    const wanted = { url: settings.url, branch: run.branch, commit: run.commit };
    if (readers === 0 && !(await bringToCommit(clone, wanted, { env, signal })))
      throw preconditionError(`the remote has ${run.commit.slice(0, 7)} no more`);
    const directory = join(clone, settings.directory);
    if (!(await isInside(clone, directory)))
      throw preconditionError(`the repository has no folder ${settings.directory} of its own`);
    readers += 1;
    return directory;
  };
  return {
    newest,
    async use(task, signal) {
      await ready;
      const directory = await one.use(() => open(signal));
      try {
        return await task(directory);
      } finally {
        readers -= 1;
      }
    },
  };
}
