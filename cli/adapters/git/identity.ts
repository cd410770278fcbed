import { resolve } from "node:path";
import { identityOfRoot, identityOfUrl } from "../../domain/release/identity.ts";
import type { Repository } from "./repository.ts";

/**
 * What tells a project from another one of the same name: its remote, or its first commit where there is no remote, and
 * its folder in the repository. Undefined where there is no commit yet.
 */
export async function identityOf(repository: Repository): Promise<string | undefined> {
  const url = await repository.url();
  if (!url) return rootIdentity(repository);
  // A relative path is one of this machine, as Git takes it.
  return identityOfUrl(/^\.{1,2}\//.test(url) ? resolve(repository.root, url) : url, repository.prefix);
}

/** Whether what was once deployed under this identity is of this repository: it may have got a remote since. */
export async function isOfRepository(repository: Repository, identity: string): Promise<boolean> {
  if (identity === (await identityOf(repository))) return true;
  return identity === (await rootIdentity(repository));
}

async function rootIdentity({ git, prefix }: Repository): Promise<string | undefined> {
  const roots = await git(["rev-list", "--max-parents=0", "HEAD"]).catch(() => "");
  const oldest = roots.split("\n").at(-1);
  return oldest ? identityOfRoot(oldest, prefix) : undefined;
}
