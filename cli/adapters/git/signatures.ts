import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { withoutControls } from "../../../lib/controls.ts";
import { cutText } from "../../../lib/foreign-text.ts";
import { temporaryOf } from "../../core/session-folders.ts";
import { type Signature, signatureFrom } from "../../domain/release/signature.ts";
import { type Git, GitFailure, GitSilence, holds, readBlob } from "./git.ts";
import { silentMs } from "./remote.ts";
import type { Repository } from "./repository.ts";

/** A tag object, and what the tag is called that leads to it. */
interface Tag {
  name: string;
  object: string;
}

/**
 * Lets Git check who signed tags; answers by their names, as two may lead to one object. Lists of signers that are part
 * of the repository count as they are at the commit `tip`, so that nobody joins them by a change that no one else has seen.
 */
export async function readSignatures(
  repository: Repository,
  tags: readonly Tag[],
  tip: string,
): Promise<Map<string, Signature>> {
  const directory = await mkdtemp(join(temporaryOf(repository.env), "chatops-signers-"));
  try {
    const settings = await committedLists(repository, tip, directory);
    const found = new Map<string, Signature>();
    for (const tag of tags) found.set(tag.name, await readSignature(repository, tag, settings));
    return found;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function readSignature({ git }: Repository, { name, object }: Tag, settings: string[]): Promise<Signature> {
  let output = "";
  const verify = git([...settings, "verify-tag", "--raw", object], silentMs, (words) => {
    output += words;
  });
  try {
    const isGood = await verify.then(() => true);
    const signature = signatureFrom({ isGood, output: cleaned(output) });
    const meant = await nameIn(git, object);
    if (meant === name) return signature;
    return { ...signature, state: "bad", why: `it was signed for ${meant}, and is called ${name}` };
  } catch (error) {
    if (error instanceof GitSilence) return { state: "unchecked", why: error.message };
    if (!(error instanceof GitFailure)) throw error;
    return signatureFrom({ isGood: false, output: cleaned(error.output) });
  }
}

const cleaned = (words: string): string => cutText(withoutControls(words));

/** What the tag was called when it was made: whoever may push can give an old tag another version. */
async function nameIn(git: Git, object: string): Promise<string | undefined> {
  const text = await git(["cat-file", "tag", object]);
  return /^tag (.+)$/m.exec(text)?.[1];
}

/** Files of ssh-keygen that say who may sign, and with which keys nobody may any more. */
const lists = ["gpg.ssh.allowedSignersFile", "gpg.ssh.revocationFile"];

/** Settings that lead to those lists as they are at a commit, which are written into `directory`. */
async function committedLists(
  { git, root, env, signal }: Repository,
  tip: string,
  directory: string,
): Promise<string[]> {
  const settings: string[] = [];
  for (const key of lists) {
    const path = await git(["config", "--type=path", "--default", "", "--get", key]);
    const inside = relative(root, resolve(root, path));
    if (!path || inside.startsWith("..")) continue;
    const blob = `${tip}:${inside}`;
    const isCommitted = await holds(git(["cat-file", "-e", blob])).catch(() => false);
    if (!isCommitted) continue;
    const file = join(directory, key);
    // A list of revoked keys may be binary, as `ssh-keygen -k` writes it.
    await writeFile(file, await readBlob(root, { env, signal }, blob));
    settings.push("-c", `${key}=${file}`);
  }
  return settings;
}
