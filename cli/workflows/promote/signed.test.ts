import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { recorder } from "../../../testing/chatops/recorder.ts";
import { git } from "../../../testing/git/repository.ts";
import { type SharedRepository, sharedRepository } from "../../../testing/git/shared-repository.ts";
import { noSsh, signer, signWith, sshKey } from "../../../testing/git/signing.ts";
import { fetchReleases, versionTags } from "../../adapters/git/releases.ts";
import { openRepository } from "../../adapters/git/repository.ts";
import { runSteps } from "../../core/steps.ts";
import { namingOf } from "../../domain/release/naming.ts";
import { tagMessage } from "../../domain/release/tag-message.ts";
import { verifySigned } from "./signed.ts";

const { signal } = new AbortController();
const naming = namingOf({ name: "chat" });

/** Asks whether a version passes a gate that wants signed tags; answers what is told. */
async function ask({ directory }: SharedRepository, version: string) {
  const repository = await openRepository(directory, { env: process.env, signal });
  await fetchReleases(repository, naming);
  const tags = await versionTags(repository, naming);
  const told = recorder();
  await runSteps({ listener: told.listener, dryRun: false, signal }, (steps) =>
    verifySigned({ steps }, { repository, tags }, version, "main"),
  );
  return told.titles("finished");
}

function tag({ directory }: SharedRepository, version: string, how: string) {
  const image = { repository: "team/chat", digest: "sha256:aa", id: "sha256:bb" };
  const message = tagMessage({ version, commit: "", image, chart: undefined }, "");
  git(directory, "tag", how, "--message", message, `v${version}`);
  git(directory, "push", "--quiet", "origin", `v${version}`);
}

describe.skipIf(noSsh)("a gate that wants signed tags (needs ssh-keygen)", () => {
  test("lets through what one of those signed who are known on the release branch", async () => {
    const [own, other] = [sshKey(), sshKey()];
    const shared = sharedRepository({ ".signers": signer("alice@example.com", own) });
    git(shared.directory, "config", "gpg.ssh.allowedSignersFile", ".signers");
    signWith(shared.directory, own);
    tag(shared, "1.0.0", "--sign");
    expect(await ask(shared, "1.0.0")).toEqual(["Check who signed v1.0.0"]);
    tag(shared, "1.1.0", "--annotate");
    expect(await failureOf(ask(shared, "1.1.0"))).toMatchObject({
      reason: "gate",
      message: "the gate is closed: the tag v1.1.0 is not signed",
      hint: expect.stringContaining("sign: true"),
    });
    signWith(shared.directory, other);
    tag(shared, "1.2.0", "--sign");
    expect(await failureOf(ask(shared, "1.2.0"))).toMatchObject({
      message: "the gate is closed: the tag v1.2.0 is signed by nobody whom Git trusts here",
      details: [
        expect.stringContaining("signed by ED25519 key SHA256:"),
        expect.stringContaining("allowedSignersFile"),
      ],
    });
    git(shared.directory, "config", "--unset", "gpg.ssh.allowedSignersFile");
    expect(await failureOf(ask(shared, "1.0.0"))).toMatchObject({
      message: "the gate is closed: the tag v1.0.0 has a signature that cannot be checked here",
      hint: expect.stringContaining("git verify-tag"),
    });
  });

  test("leaves what is no release to those who say so", async () => {
    const shared = sharedRepository();
    expect(await ask(shared, "9.9.9")).toEqual([]);
  });
});
