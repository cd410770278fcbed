import { writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { preconditionError } from "../../../lib/errors.ts";
import { signingRefusal } from "../../domain/release/signing-refusal.ts";
import { type Git, GitFailure, GitSilence, gitIn } from "./git.ts";
import type { Repository } from "./repository.ts";
import { hashTag, withTextFile } from "./tag-object.ts";

/** How long a key may wait for its passphrase, or for a finger. */
const waitMs = 60_000;

/** Whether tags are signed here: the project wants it, or the user's Git does it by itself. */
export const signsTags = async ({ git }: Repository, isWanted: boolean): Promise<boolean> =>
  isWanted || (await git(["config", "--type=bool", "--default", "false", "--get", "tag.gpgSign"])) === "true";

/** Throws if signing fails here: the tag is made last. The signature that is tried belongs to nothing. */
export async function verifySigning(repository: Repository, patienceMs = waitMs): Promise<void> {
  const git = signingGit(repository);
  await signed(git, () => git(["commit-tree", "--gpg-sign", "-m", "Try to sign", "HEAD^{tree}"], patienceMs));
}

interface NewTag {
  name: string;
  commit: string;
  message: string;
}

/** Makes a signed tag in this repository; one of an earlier run on the same commit is replaced. */
export async function createSignedTag(repository: Repository, { name, commit, message }: NewTag): Promise<void> {
  const git = signingGit(repository);
  await withTextFile(repository.env, `${message}\n`, (file) =>
    signed(git, () => git([...signedTag, "--force", "--file", file, name, commit], waitMs)),
  );
  await verifyIsSigned(git, `refs/tags/${name}`).catch(async (error) => {
    await git(["tag", "--delete", name]);
    throw error;
  });
}

/** Writes a signed tag object without any ref to it; returns its hash. Git signs only what gets a ref, so a repository of its own has that. */
export async function writeSignedTag(repository: Repository, { name, commit, message }: NewTag): Promise<string> {
  const { root, env } = repository;
  const git = signingGit(repository);
  const text = await withTextFile(env, `${message}\n`, async (file) => {
    const scratch = join(dirname(file), "scratch");
    const format = await git(["rev-parse", "--show-object-format"]);
    await git(["init", "--quiet", "--bare", "--template=", `--object-format=${format}`, scratch]);
    const objects = resolve(root, await git(["rev-parse", "--git-path", "objects"]));
    await writeFile(join(scratch, "objects/info/alternates"), `${objects}\n`);
    const settings = await signingSettings(git);
    const there: Git = (args, ...more) => git([...settings, `--git-dir=${scratch}`, ...args], ...more);
    await signed(git, () => there([...signedTag, "--file", file, name, commit], waitMs));
    await verifyIsSigned(there, `refs/tags/${name}`);
    return there(["cat-file", "tag", name]);
  });
  return hashTag(repository, text);
}

/** ssh-keygen would read a passphrase from an input that never ends, or from the terminal under a spinner. */
function signingGit({ root, env, signal }: Repository): Git {
  const askingNobody = { SSH_ASKPASS: env.SSH_ASKPASS || "false", SSH_ASKPASS_REQUIRE: "force" };
  return gitIn(root, { env: { ...env, ...askingNobody }, signal });
}

const signedTag = ["tag", "--sign", "--cleanup=verbatim"];

/** What the user's own repository says of signing, beyond what all repositories of the user know. */
async function signingSettings(git: Git): Promise<string[]> {
  const listed = await git(["config", "--null", "--get-regexp", "^(gpg|user|committer)\\."]).catch(() => "");
  const settings = listed.split("\0").filter(Boolean);
  return settings.flatMap((setting) => ["-c", setting.replace("\n", "=")]);
}

/** Git 2.39, and others, make the tag without a signature and say that all is well if ssh-keygen fails. */
async function verifyIsSigned(git: Git, ref: string): Promise<void> {
  if (await git(["for-each-ref", "--format=%(contents:signature)", ref])) return;
  throw refused(await formatOf(git), "error: Git made the tag without a signature");
}

const formatOf = (git: Git): Promise<string> => git(["config", "--default", "openpgp", "--get", "gpg.format"]);

async function signed(git: Git, signing: () => Promise<unknown>): Promise<void> {
  try {
    await signing();
  } catch (error) {
    if (error instanceof GitSilence) throw refused(await formatOf(git), "error: nobody answers");
    if (!(error instanceof GitFailure)) throw error;
    throw refused(await formatOf(git), error.output, error.details);
  }
}

function refused(format: string, output: string, details: string[] = []) {
  const { message, hint } = signingRefusal(format, output);
  return preconditionError(message, { details, hint });
}
