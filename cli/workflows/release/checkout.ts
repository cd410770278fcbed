import { join } from "node:path";
import { temporaryFolder } from "../../adapters/folders.ts";
import { checkOut } from "../../adapters/git/clone.ts";
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

/** Checks the commit out into a folder that is deleted when `work` is done. */
export async function withCheckout<T>(
  { steps, env }: Session,
  { repository, commit }: Source,
  work: (checkout: Checkout) => Promise<T>,
): Promise<T> {
  const folder = await temporaryFolder(env);
  try {
    const root = join(folder.path, "commit");
    const { prefix } = repository;
    await steps.look(`Check out commit ${commit.slice(0, 7)}`, () => checkOut(repository, commit, root, steps.signal));
    return await work({ root, project: join(root, prefix), prefix, scratch: folder.path });
  } finally {
    await folder.dispose();
  }
}
