import { Failure } from "../../../lib/errors.ts";
import { releaseTip } from "../../adapters/git/releases.ts";
import { readSignatures } from "../../adapters/git/signatures.ts";
import type { Session } from "../../core/session.ts";
import type { Signature } from "../../domain/release/signature.ts";
import type { KnownReleases } from "../../releases/known-releases.ts";

/** Throws if the tag of a release has no signature that Git finds good; `branch` is that of the releases. */
export async function verifySigned(
  { steps }: Pick<Session, "steps">,
  { repository, tags }: Pick<KnownReleases, "repository" | "tags">,
  version: string,
  branch: string,
): Promise<void> {
  const tag = tags.find((candidate) => candidate.version === version);
  // What is no release is refused for that.
  if (!repository || !tag?.release) return;
  await steps.look(`Check who signed ${tag.name}`, async (step) => {
    const signatures = await readSignatures(repository, [tag], await releaseTip(repository, branch));
    const { state, by, why } = signatures.get(tag.name) ?? { state: "none" };
    if (state === "good") return step.say(by ?? "somebody whom Git trusts");
    const details = [by && `signed by ${by}`, why].filter((line) => line !== undefined);
    const { subject, hint } = refusals[state];
    throw new Failure("gate", `the gate is closed: the tag ${tag.name} ${subject}`, { details, hint });
  });
}

const refusals: Readonly<Record<Exclude<Signature["state"], "good">, { subject: string; hint: string }>> = {
  none: {
    subject: "is not signed",
    hint: "Release the next version with `release: { sign: true }` in chatops.yaml: it is signed, or not made.",
  },
  bad: {
    subject: "has a bad signature",
    hint: "Somebody has changed or renamed the tag: find out who, and release the next version.",
  },
  untrusted: {
    subject: "is signed by nobody whom Git trusts here",
    hint: "If you trust that key: add it to Git's gpg.ssh.allowedSignersFile, or to the keyring with `gpg --import`.",
  },
  unchecked: {
    subject: "has a signature that cannot be checked here",
    hint: "`git verify-tag` must work here: set gpg.ssh.allowedSignersFile, or install gpg and import the keys.",
  },
};
