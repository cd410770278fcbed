import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder } from "../../../testing/fixtures/folder.ts";
import { git, repository } from "../../../testing/git/repository.ts";
import { sharedRepository } from "../../../testing/git/shared-repository.ts";
import { importKeys, keyring, noGpg, noSsh, signer, signWith, sshKey } from "../../../testing/git/signing.ts";
import { openRepository } from "./repository.ts";
import { readSignatures } from "./signatures.ts";
import { withTextFile } from "./tag-object.ts";

const { signal } = new AbortController();

/** What Git finds of a tag of the repository, or of the object of another one under this name. */
async function signatureOf(directory: string, name: string, { of = name, tip = "HEAD", env = {} } = {}) {
  const opened = await openRepository(directory, { env: { ...process.env, ...env }, signal });
  const object = git(directory, "rev-parse", of);
  return (await readSignatures(opened, [{ name, object }], git(directory, "rev-parse", tip))).get(name);
}

/** A tag with the signature of another one, whose text was other. */
async function tamper(directory: string, from: string, name: string, change: (text: string) => string): Promise<void> {
  const text = `${change(git(directory, "cat-file", "tag", from))}\n`;
  await withTextFile(process.env, text, async (file) => {
    git(directory, "update-ref", `refs/tags/${name}`, git(directory, "hash-object", "-t", "tag", "-w", file));
  });
}

const sign = (directory: string, name: string) => git(directory, "tag", "--sign", "--message", "Release", name);

describe.skipIf(noSsh)("a signature of ssh-keygen", () => {
  test("is good if Git's list of signers has the key", async () => {
    const directory = repository();
    const [own, other] = [sshKey(), sshKey()];
    git(
      directory,
      "config",
      "gpg.ssh.allowedSignersFile",
      `${folder({ list: signer("alice@example.com", own) })}/list`,
    );
    signWith(directory, own);
    sign(directory, "v1.0.0");
    signWith(directory, other);
    sign(directory, "v1.1.0");
    git(directory, "tag", "--annotate", "--message", "Release", "v1.2.0");
    git(directory, "tag", "v1.3.0");
    await tamper(directory, "v1.0.0", "v1.4.0", (text) => text.replace("Release", "Released"));
    expect(await signatureOf(directory, "v1.0.0")).toEqual({ state: "good", by: "alice@example.com" });
    expect(await signatureOf(directory, "v1.1.0")).toMatchObject({
      state: "untrusted",
      by: expect.stringMatching(/^ED25519 key SHA256:/),
    });
    expect(await signatureOf(directory, "v1.2.0")).toMatchObject({ state: "none" });
    expect(await signatureOf(directory, "v1.3.0")).toMatchObject({ state: "none" });
    expect(await signatureOf(directory, "v1.4.0")).toMatchObject({ state: "bad" });
  });

  test("is none for another version: whoever may push could give an old tag its name", async () => {
    const directory = repository();
    const key = sshKey();
    git(
      directory,
      "config",
      "gpg.ssh.allowedSignersFile",
      `${folder({ list: signer("alice@example.com", key) })}/list`,
    );
    signWith(directory, key);
    sign(directory, "v1.0.0");
    expect(await signatureOf(directory, "v2.0.0", { of: "v1.0.0" })).toEqual({
      state: "bad",
      by: "alice@example.com",
      why: "it was signed for v1.0.0, and is called v2.0.0",
    });
  });

  test("is not checked if nobody says who may sign", async () => {
    const directory = repository();
    signWith(directory, sshKey());
    sign(directory, "v1.0.0");
    const why = "Git's gpg.ssh.allowedSignersFile names no file with those who may sign";
    expect(await signatureOf(directory, "v1.0.0")).toEqual({ state: "unchecked", why });
    git(directory, "config", "gpg.ssh.allowedSignersFile", "/nowhere/signers");
    expect(await signatureOf(directory, "v1.0.0")).toMatchObject({ state: "unchecked", why });
    git(directory, "config", "gpg.ssh.program", "no-such-program");
    git(directory, "config", "gpg.ssh.allowedSignersFile", `${folder({ list: "" })}/list`);
    expect(await signatureOf(directory, "v1.0.0")).toMatchObject({
      state: "unchecked",
      why: "the program that checks signatures is not installed: no-such-program",
    });
  });

  test("counts a list in the repository as the tip has it, not the working tree", async () => {
    const [own, other] = [sshKey(), sshKey()];
    const shared = sharedRepository({
      ".signers": signer("alice@example.com", own),
      "api/chatops.yaml": "name: api\n",
    });
    const { directory } = shared;
    git(directory, "config", "gpg.ssh.allowedSignersFile", ".signers");
    signWith(directory, other);
    sign(directory, "v1.0.0");
    git(directory, "config", "gpg.ssh.revocationFile", "revoked");
    shared.commit("Trust them", { revoked: "", ".signers": signer("mallory@example.com", other) });
    expect(await signatureOf(directory, "v1.0.0", { tip: "HEAD~1" })).toMatchObject({ state: "untrusted" });
    expect(await signatureOf(directory, "v1.0.0")).toMatchObject({ state: "good", by: "mallory@example.com" });
    shared.commit("Not them", { revoked: signer("", other).trim() });
    expect(await signatureOf(directory, "v1.0.0", { tip: "HEAD~1" })).toMatchObject({ state: "good" });
    expect(await signatureOf(directory, "v1.0.0")).toMatchObject({
      state: "untrusted",
      why: expect.stringContaining("revoked"),
    });
  });
});

test.skipIf(noSsh)("a list of revoked keys in the repository may be binary", async () => {
  const [own, other] = [sshKey(), sshKey()];
  const shared = sharedRepository({ ".signers": signer("alice@example.com", own) });
  const { directory } = shared;
  git(directory, "config", "gpg.ssh.allowedSignersFile", ".signers");
  git(directory, "config", "gpg.ssh.revocationFile", "revoked");
  signWith(directory, own);
  sign(directory, "v1.0.0");
  const revoke = (key: string) => {
    execFileSync("ssh-keygen", ["-q", "-k", "-f", join(directory, "revoked"), `${key}.pub`]);
    shared.commit("Revoke", {});
  };
  revoke(other);
  expect(await signatureOf(directory, "v1.0.0")).toEqual({ state: "good", by: "alice@example.com" });
  revoke(own);
  expect(await signatureOf(directory, "v1.0.0")).toMatchObject({ why: expect.stringContaining("revoked") });
});

describe.skipIf(noGpg)("a signature of gpg", () => {
  test("is good if the key is in the keyring, and trusted as far as Git asks for", async () => {
    const directory = repository();
    const signing = keyring("Alice <test@example.com>");
    git(directory, "config", "user.signingKey", "test@example.com");
    process.env.GNUPGHOME = signing;
    try {
      sign(directory, "v1.0.0");
    } finally {
      delete process.env.GNUPGHOME;
    }
    await tamper(directory, "v1.0.0", "v1.1.0", (text) => text.replace("Release", "Released"));
    const GNUPGHOME = keyring("Bob <bob@example.com>");
    const check = (name: string) => signatureOf(directory, name, { env: { GNUPGHOME } });
    expect(await check("v1.0.0")).toMatchObject({ state: "untrusted", why: "the key is not in the keyring of gpg" });
    importKeys(signing, GNUPGHOME);
    expect(await check("v1.0.0")).toEqual({ state: "good", by: "Alice <test@example.com>" });
    expect(await check("v1.1.0")).toMatchObject({ state: "bad", by: "Alice <test@example.com>" });
    git(directory, "config", "gpg.minTrustLevel", "fully");
    expect(await check("v1.0.0")).toMatchObject({
      state: "untrusted",
      why: expect.stringContaining("gpg.minTrustLevel"),
    });
    git(directory, "config", "gpg.program", "no-such-gpg");
    expect(await check("v1.0.0")).toMatchObject({ state: "unchecked", why: expect.stringContaining("no-such-gpg") });
  });
});
