import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../../testing/chatops/failure.ts";
import { folder } from "../../../testing/fixtures/folder.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { keyring, noGpg, noSsh, signer, signWith, sshKey } from "../../../testing/git/signing.ts";
import { headCommit, openRepository } from "./repository.ts";
import { createSignedTag, signsTags, verifySigning, writeSignedTag } from "./signing.ts";

const { signal } = new AbortController();
/** Nobody's own settings and agents. */
const env = { ...process.env, SSH_AUTH_SOCK: "", SSH_ASKPASS: "", DISPLAY: "", GPG_TTY: "", GNUPGHOME: "/nowhere" };
const open = (directory: string, more: NodeJS.ProcessEnv = {}) =>
  openRepository(directory, { env: { ...env, ...more }, signal });

const tagOf = async (opened: Awaited<ReturnType<typeof open>>) => ({
  name: "v1.4.0",
  commit: await headCommit(opened),
  message: "Release 1.4.0\n\n# Grüße\n\nImage: a",
});

test("is what the project wants, or what the user's Git does by itself", async () => {
  const directory = repository();
  const opened = await open(directory);
  expect(await signsTags(opened, true)).toBe(true);
  git(directory, "config", "tag.gpgSign", "true");
  expect(await signsTags(opened, false)).toBe(true);
  git(directory, "config", "tag.gpgSign", "false");
  expect(await signsTags(opened, false)).toBe(false);
});

describe.skipIf(noSsh)("a tag signed by ssh-keygen", () => {
  test("has the message and the signature, with a ref or without, from a folder of the project too", async () => {
    const directory = repository({ "api/chatops.yaml": "name: api\n" });
    signWith(directory, sshKey());
    const opened = await open(join(directory, "api"));
    await verifySigning(opened);
    const tag = await tagOf(opened);
    await createSignedTag(opened, tag);
    await createSignedTag(opened, tag);
    const object = await writeSignedTag(opened, { ...tag, name: "v1.5.0" });
    expect(git(directory, "tag", "--list")).toBe("v1.4.0");
    expect(git(directory, "cat-file", "tag", object)).toMatch(/^tag v1\.5\.0$/m);
    for (const name of ["v1.4.0", object]) {
      const text = git(directory, "cat-file", "tag", name);
      expect(text).toContain(`\n\n${tag.message}\n-----BEGIN SSH SIGNATURE-----`);
    }
  });

  test("is made by a key that is named from the top of the repository, as Git takes it", async () => {
    const directory = repository({ "api/chatops.yaml": "name: api\n" });
    git(directory, "config", "gpg.format", "ssh");
    git(directory, "config", "user.signingKey", `${relative(directory, sshKey())}.pub`);
    const opened = await open(join(directory, "api"));
    await verifySigning(opened);
    await writeSignedTag(opened, await tagOf(opened));
  });

  test.each<[what: string, set: (directory: string) => void, message: string, hint: string]>([
    [
      "without a key",
      (at) => git(at, "config", "gpg.format", "ssh"),
      "Git knows no key to sign with",
      "user.signingKey",
    ],
    [
      "with a key that is gone",
      (at) => signWith(at, "/nowhere/id"),
      "the key is not there: /nowhere/id.pub",
      "names it",
    ],
    ["with a locked key", (at) => signWith(at, sshKey({ passphrase: "secret" })), "locked or in no agent", "ssh-add"],
    [
      "with a key of an agent that is not here",
      (at) => {
        git(at, "config", "gpg.format", "ssh");
        git(at, "config", "user.signingKey", `key::${signer("", sshKey()).trim()}`);
      },
      "locked or in no agent",
      "ssh-add",
    ],
    [
      "without its program",
      (at) => {
        signWith(at, sshKey());
        git(at, "config", "gpg.ssh.program", "no-such-program");
      },
      "not installed: no-such-program",
      "Install OpenSSH",
    ],
  ])("is refused %s, and never left without a signature", async (_, set, message, hint) => {
    const directory = repository();
    set(directory);
    const opened = await open(directory);
    const tag = await tagOf(opened);
    const refused = { message: expect.stringContaining(message), hint: expect.stringContaining(hint) };
    expect(await failureOf(verifySigning(opened))).toMatchObject(refused);
    expect(await failureOf(createSignedTag(opened, tag))).toMatchObject({
      message: expect.stringContaining("tags are signed"),
    });
    expect(await failureOf(writeSignedTag(opened, tag))).toMatchObject({
      message: expect.stringContaining("tags are signed"),
    });
    expect(git(directory, "tag", "--list")).toBe("");
  });
});

describe.skipIf(noGpg)("a tag signed by gpg", () => {
  test("has its signature, by the key of the user's address or by another one", async () => {
    const directory = repository();
    const GNUPGHOME = keyring("Test <test@example.com>");
    const opened = await open(directory, { GNUPGHOME });
    await verifySigning(opened);
    const tag = await tagOf(opened);
    await createSignedTag(opened, tag);
    expect(git(directory, "cat-file", "tag", "v1.4.0")).toContain("\n\nImage: a\n-----BEGIN PGP SIGNATURE-----");
    git(directory, "config", "user.email", "other@example.com");
    expect((await failureOf(verifySigning(opened))).message).toContain("tags are signed here");
    git(directory, "config", "user.signingKey", "test@example.com");
    await writeSignedTag(opened, tag);
  });

  test.each<[what: string, set: (directory: string) => NodeJS.ProcessEnv, message: RegExp]>([
    ["without a key", () => ({ GNUPGHOME: folder({}, "g") }), /no secret key|signing fails/],
    [
      "without its program",
      (at) => {
        git(at, "config", "gpg.program", "no-such-gpg");
        return {};
      },
      /not installed: no-such-gpg/,
    ],
    [
      "with a locked key and nobody to ask",
      () => ({ GNUPGHOME: keyring("Test <test@example.com>", { passphrase: "secret" }) }),
      /locked or in no agent|signing fails/,
    ],
  ])("is refused %s", async (_, set, message) => {
    const directory = repository();
    const opened = await open(directory, set(directory));
    expect((await failureOf(verifySigning(opened))).message).toMatch(message);
    expect((await failureOf(createSignedTag(opened, await tagOf(opened)))).message).toMatch(message);
    expect(git(directory, "tag", "--list")).toBe("");
  });
});

test("a key that waits for somebody is not waited for without an end", async () => {
  const directory = repository();
  const program = join(folder(), "gpg");
  writeFileSync(program, "#!/bin/sh\nexec sleep 20\n", { mode: 0o755 });
  git(directory, "config", "gpg.program", program);
  expect(await failureOf(verifySigning(await open(directory), 500))).toMatchObject({
    message: "tags are signed here, and the key waits for somebody who does not answer",
    hint: expect.stringContaining("gpg-agent"),
  });
});
