import { preconditionError } from "../../../lib/errors.ts";
import { redact } from "../../../lib/secrets.ts";
import { GitFailure, gitIn } from "./git.ts";
import { atRemote, pushSilentMs, silentMs } from "./remote.ts";
import { lacksRight } from "./remote-refusals.ts";
import { type Repository, remoteName } from "./repository.ts";
import { withTextFile } from "./tag-object.ts";

/** Less than a run may take to stop. */
const stoppingMs = 2_500;

/** Pushes what is named and nothing else, whatever the user's settings add. */
export const plainPush = ["push", "--progress", "--no-follow-tags", "--recurse-submodules=no"];
/** Hooks of the user's repository are asked once, before anything is written. */
const push = [...plainPush, "--no-verify"];

/** Somebody else's push was first: by the lease, by the ref being there, or by both arriving in one moment. */
const isTaken = /stale info|already exists|fetch first|cannot lock ref|failed to update ref|incorrect old value/i;
/** The host read the push and refuses this ref: a hidden one, or one that a hook of the host does not know. */
const isRejected = /\[remote rejected\]/;

/**
 * Pushes a reservation to its ref. `replaces` is the object that must stand there now, or undefined where nothing may.
 * Answers `taken` where somebody else was first and `unsupported` where the host allows no such refs.
 */
export async function pushReservation(
  repository: Repository,
  ref: string,
  object: string,
  replaces: string | undefined,
): Promise<"reserved" | "taken" | "unsupported"> {
  try {
    const lease = `--force-with-lease=${ref}:${replaces ?? ""}`;
    await atRemote(repository, [...push, lease, remoteName(repository), `${object}:${ref}`], pushSilentMs);
    return "reserved";
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    // By us, if the answer to an earlier try was lost.
    if (isTaken.test(error.output)) return (await objectAt(repository, ref)) === object ? "reserved" : "taken";
    if (isRejected.test(error.output) && !lacksRight(error.output)) return "unsupported";
    throw error;
  }
}

/** Throws if what was pushed is not where it would be read: `pushurl` may lead to another repository. */
export async function verifyArrived(repository: Repository, ref: string, object: string): Promise<void> {
  const name = remoteName(repository);
  const [from, to] = await Promise.all([
    repository.git(["remote", "get-url", name]),
    repository.git(["remote", "get-url", "--push", "--all", name]),
  ]);
  if (to.split("\n").includes(from) || (await objectAt(repository, ref)) === object) return;
  throw preconditionError(
    `what is pushed to ${redact(to)} does not arrive at ${redact(from)}, which releases are read from`,
    {
      hint: `Let \`remote.${name}.pushurl\`, or \`url.*.pushInsteadOf\`, name the same repository: \`git remote set-url --push ${name} <url>\`.`,
    },
  );
}

/** The object that a ref of the remote holds right now. */
export const objectAt = async (repository: Repository, ref: string): Promise<string | undefined> =>
  (await objectsAt(repository, [ref])).get(ref);

/** The objects that refs of the remote hold right now, as far as they are there. */
export async function objectsAt(repository: Repository, refs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const lines = (await atRemote(repository, ["ls-remote", remoteName(repository), ...refs])).split("\n");
  return new Map(
    lines.filter(Boolean).map((line) => {
      const [object = "", ref = ""] = line.split("\t");
      return [ref, object];
    }),
  );
}

/**
 * Takes a reservation off the remote, if it is still this one; also in a run that is being stopped, which waits for the
 * remote less long. Answers false where that was not possible: the next run on the same commit takes it over.
 */
export async function dropReservation(
  repository: Repository,
  ref: string,
  object: string,
  isStopping: boolean,
): Promise<boolean> {
  const { root, env } = repository;
  const git = gitIn(root, { env, signal: new AbortController().signal });
  const args = [...push, `--force-with-lease=${ref}:${object}`, remoteName(repository), `:${ref}`];
  return git(args, isStopping ? stoppingMs : silentMs).then(
    () => true,
    () => false,
  );
}

/** Makes the annotated tag of a release in this repository; one of an earlier run on the same commit is replaced. */
export async function createTag({ git, env }: Repository, tag: string, commit: string, message: string): Promise<void> {
  // A signature, where the user signs tags, begins right after the message: without the line end it is part of it.
  await withTextFile(env, `${message}\n`, (file) =>
    git(["tag", "--annotate", "--force", "--cleanup=verbatim", "--file", file, tag, commit]),
  );
}

/** Deletes a tag of this repository; also in a run that is being stopped. Answers false where there is none. */
export async function deleteTag({ root, env }: Repository, tag: string): Promise<boolean> {
  const git = gitIn(root, { env, signal: new AbortController().signal });
  return git(["tag", "--delete", tag]).then(
    () => true,
    () => false,
  );
}

/** A ref on the remote and the object that it holds. */
interface Held {
  ref: string;
  object: string;
}

/**
 * Pushes the tag and takes the reservation away, both or neither. Answers false where another run holds the
 * reservation by now, or has pushed the tag.
 */
export async function publishTag(repository: Repository, tag: string, reservation: Held | undefined): Promise<boolean> {
  const ref = `refs/tags/${tag}`;
  return pushOnce(repository, { ref, object: await repository.git(["rev-parse", ref]) }, reservation);
}

/** The same for the record of a release whose tag is somebody else's; without a remote it stays in this repository. */
export async function pushRecord(
  repository: Repository,
  record: Held,
  reservation: Held | undefined,
): Promise<boolean> {
  const { ref, object } = record;
  await repository.git(["update-ref", ref, object]);
  if (!repository.remote) return true;
  return pushOnce(repository, record, reservation, [`--force-with-lease=${ref}:`]);
}

async function pushOnce(
  repository: Repository,
  { ref, object }: Held,
  reservation: Held | undefined,
  leases: string[] = [],
): Promise<boolean> {
  const release = reservation ? [`--force-with-lease=${reservation.ref}:${reservation.object}`] : [];
  const refs = [`${object}:${ref}`, ...(reservation ? [`:${reservation.ref}`] : [])];
  const args = [...push, "--atomic", ...leases, ...release, remoteName(repository), ...refs];
  try {
    await atRemote(repository, args, pushSilentMs);
    return true;
  } catch (error) {
    if (error instanceof GitFailure && isNotAtomic.test(error.output))
      return pushInTurn(repository, { ref, object }, reservation, leases);
    return wasFirst(repository, { ref, object }, error);
  }
}

/** Some hosts, as AWS CodeCommit, do not push several refs as one. */
const isNotAtomic = /does not support --atomic push/;

/** The ref, which can be created only once, and then the reservation: what is left of it a later run takes over. */
async function pushInTurn(
  repository: Repository,
  { ref, object }: Held,
  reservation: Held | undefined,
  leases: string[],
): Promise<boolean> {
  if (reservation && (await objectAt(repository, reservation.ref)) !== reservation.object) return false;
  try {
    await atRemote(repository, [...push, ...leases, remoteName(repository), `${object}:${ref}`], pushSilentMs);
  } catch (error) {
    if (!(await wasFirst(repository, { ref, object }, error))) return false;
  }
  if (reservation) await dropReservation(repository, reservation.ref, reservation.object, false);
  return true;
}

/** Whether a push that failed is there all the same, as only its answer was lost; throws if it failed for itself. */
async function wasFirst(repository: Repository, { ref, object }: Held, error: unknown): Promise<boolean> {
  if ((await objectAt(repository, ref).catch(() => undefined)) === object) return true;
  if (error instanceof GitFailure && isTaken.test(error.output)) return false;
  throw error;
}
