import { Failure } from "../../../lib/errors.ts";
import { createTag, deleteTag, objectAt, publishTag, pushRecord } from "../../adapters/git/publish.ts";
import { verifyPushRight } from "../../adapters/git/push-right.ts";
import { remoteName } from "../../adapters/git/repository.ts";
import { createSignedTag, verifySigning, writeSignedTag } from "../../adapters/git/signing.ts";
import { writeTagObject } from "../../adapters/git/tag-object.ts";
import type { ExitReason } from "../../core/exit-codes.ts";
import type { Session } from "../../core/session.ts";
import type { Steps } from "../../core/steps.ts";
import type { Release } from "../../domain/release/release.ts";
import { lost, type Reserved } from "./reservation.ts";
import { isTaggedByOthers, type Source } from "./source.ts";
import { verifyTagRules } from "./tag-rules.ts";

/** Asks for the right to push the tag, hooks included, and for what signs it, before anything is written. */
export async function verifyPushable(steps: Steps, source: Source, version: string): Promise<void> {
  const { repository, naming, commit, remote, isSigned } = source;
  await steps.look("Check that the tag can be made", async () => {
    if (isSigned) await verifySigning(repository);
    if (!remote) return;
    const tag = naming.tag(version);
    const isMade = !isTaggedByOthers(source, version);
    await Promise.all([verifyPushRight(repository, commit, tag), isMade && verifyTagRules({ steps }, repository, tag)]);
  });
}

/** What is released, and what its tag says. */
interface Tagged {
  made: Release;
  message: string;
}

/** Tags the commit, and where there is a remote pushes the tag: from then on the release exists. */
export async function publish(
  session: Pick<Session, "steps">,
  source: Source,
  tagged: Tagged,
  reserved: Reserved,
): Promise<void> {
  const { repository, naming, remote, isSigned } = source;
  const { made, message } = tagged;
  const { version, commit } = made;
  if (isTaggedByOthers(source, version)) return record(session, source, tagged, reserved);
  const { steps } = session;
  const tag = naming.tag(version);
  const undo = remote ? { undo: () => deleteTag(repository, tag) } : {};
  await steps.change(
    `Tag the commit ${tag}`,
    { plan: `git tag ${isSigned ? "--sign" : "--annotate"} ${tag} ${commit.slice(0, 7)}`, expect: undefined, ...undo },
    () =>
      isSigned
        ? createSignedTag(repository, { name: tag, commit, message })
        : createTag(repository, tag, commit, message),
  );
  if (!remote) return;
  const plan = `git push ${remoteName(repository)} ${tag}`;
  await steps.change("Push the tag", { plan, expect: undefined }, async () => {
    if (!(await publishTag(repository, tag, reserved.held))) throw await wasLost(source, version);
  });
}

/** Another run has the version, or somebody has made the tag by hand, which the next run goes on after. */
async function wasLost({ repository, naming, commit }: Source, version: string): Promise<Failure> {
  const tag = naming.tag(version);
  const object = await objectAt(repository, `refs/tags/${tag}`);
  if (object === undefined) return lost(version);
  return new Failure<ExitReason>("locked", `somebody has pushed a tag ${tag} meanwhile, and not by this run`, {
    hint: `Run the same command again: if it is a release of commit ${commit.slice(0, 7)} that is found, else the next version is taken.`,
  });
}

/** Keeps the release beside the tag of somebody else: replacing it would start pipelines anew, and hosts protect tags. */
async function record(
  { steps }: Pick<Session, "steps">,
  { repository, naming, tagger, isSigned }: Source,
  { made: { version, commit }, message }: Tagged,
  reserved: Reserved,
): Promise<void> {
  const [name, ref] = [naming.tag(version), naming.record(version)];
  await steps.change(`Record the release beside ${name}`, { plan: `push ${ref}`, expect: undefined }, async () => {
    const object = isSigned
      ? await writeSignedTag(repository, { commit, name, message })
      : await writeTagObject(repository, { commit, name, message, tagger });
    if (!(await pushRecord(repository, { ref, object }, reserved.held))) throw lost(version);
  });
}
