import { join } from "node:path";
import { temporaryFolder } from "../../adapters/folders.ts";
import { checkOut } from "../../adapters/git/clone.ts";
import { ahead } from "../../core/ahead.ts";
import type { Session } from "../../core/session.ts";
import type { Source } from "./source.ts";

/** The commit of a release, as a plain clone has it. */
export interface Checkout {
  /** Folder of the repository. */
  root: string;
  /** Folder of the project in it, and its path there. */
  project: string;
  prefix: string;
  /** Folder beside it for what is made of it. */
  scratch: string;
}

/**
 * Checks the commit out into a folder that is deleted when `work` is done. It begins at once, and the step that waits for it
 * tells how it ended: Git has time for it while engine, registry and chart repository are asked.
 */
export async function withCheckout<T>(
  { steps, env }: Session,
  { repository, commit }: Pick<Source, "repository" | "commit">,
  work: (checkedOut: () => Promise<Checkout>) => Promise<T>,
): Promise<T> {
  const folder = await temporaryFolder(env);
  const root = join(folder.path, "commit");
  const { prefix } = repository;
  const unneeded = new AbortController();
  const signal = AbortSignal.any([steps.signal, unneeded.signal]);
  const checkingOut = ahead(checkOut(repository, commit, root, signal));
  try {
    return await work(async () => {
      const { unnamed } = await steps.look(`Check out commit ${commit.slice(0, 7)}`, () => checkingOut);
      if (unnamed.length > 0) warnOfUnnamed(steps, unnamed);
      return { root, project: join(root, prefix), prefix, scratch: folder.path };
    });
  } finally {
    unneeded.abort();
    await Promise.allSettled([checkingOut]);
    await folder.dispose();
  }
}

/** What stands there in a person's checkout is in no clone of it. */
function warnOfUnnamed(steps: Session["steps"], paths: readonly string[]): void {
  const [first = ""] = paths;
  const shown = paths.slice(0, 3).join(", ");
  steps.warn(
    `empty in this release, since .gitmodules does not name where it is from: ${shown}${paths.length > 3 ? ", …" : ""}`,
    `Added by mistake? git rm --cached ${first}\nNeeded? git submodule add <url> ${first}`,
  );
}
