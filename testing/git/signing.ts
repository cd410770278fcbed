import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { findProgram } from "../../sandbox/programs.ts";
import { folder, writeAll } from "../fixtures/folder.ts";
import { git } from "./repository.ts";

/** Why tests of a kind of signature cannot run on this machine; undefined if they can. */
export const noSsh = process.env.CI || findProgram("ssh-keygen") ? undefined : "needs ssh-keygen";
export const noGpg = process.env.CI || findProgram("gpg") ? undefined : "needs gpg";

/** A key of ssh-keygen; returns the file of the private one. */
export function sshKey({ passphrase = "" } = {}): string {
  const key = join(folder({}, "keys"), "id");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", key]);
  return key;
}

/** A line for a list of allowed signers. */
export const signer = (who: string, key: string): string => `${who} ${readFileSync(`${key}.pub`, "utf8").trim()}\n`;

/** The repository signs by this key of ssh-keygen. */
export function signWith(directory: string, key: string): void {
  git(directory, "config", "gpg.format", "ssh");
  git(directory, "config", "user.signingKey", `${key}.pub`);
}

/** A keyring of gpg with a key of this user; its agent ends with the test. */
export function keyring(user: string, { passphrase = "" } = {}): string {
  const home = folder({}, "g");
  chmodSync(home, 0o700);
  writeAll(home, { "gpg-agent.conf": "pinentry-program /bin/false\n" });
  const env = { ...process.env, GNUPGHOME: home };
  onTestFinished(() => {
    execFileSync("gpgconf", ["--kill", "all"], { env });
  });
  const options = ["--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", passphrase];
  execFileSync("gpg", [...options, "--quick-generate-key", user, "ed25519", "sign"], { env, stdio: "pipe" });
  return home;
}

/** Brings the public keys of one keyring to another. */
export function importKeys(from: string, to: string): void {
  const keys = execFileSync("gpg", ["--export"], { env: { ...process.env, GNUPGHOME: from } });
  execFileSync("gpg", ["--quiet", "--import"], { env: { ...process.env, GNUPGHOME: to }, input: keys, stdio: "pipe" });
}
