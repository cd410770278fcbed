import { expect, test } from "vitest";
import { signatureFrom, signatureWords } from "./signature.ts";

const gpg = (...lines: string[]) => lines.map((line) => `[GNUPG:] ${line}\n`).join("");

test.each<[what: string, isGood: boolean, output: string, words: string | undefined]>([
  [
    "by gpg",
    true,
    gpg("NEWSIG", "GOODSIG 0123456789ABCDEF Alice <alice@example.com>", "TRUST_ULTIMATE 0 pgp"),
    "signed by Alice <alice@example.com>",
  ],
  [
    "by a key that has expired",
    false,
    gpg("EXPKEYSIG 0123456789ABCDEF Alice <alice@example.com>", "TRUST_UNDEFINED 0 pgp"),
    "signed by a stranger (Alice <alice@example.com>): the key or the signature has expired",
  ],
  [
    "by a key that is revoked",
    false,
    gpg("KEYREVOKED", "REVKEYSIG 0123456789ABCDEF Alice <alice@example.com>"),
    "signed by a stranger (Alice <alice@example.com>): the key is revoked",
  ],
  [
    "by an unknown key",
    false,
    gpg("ERRSIG 0123456789ABCDEF 22 8 00 1795962709 9 -", "NO_PUBKEY 0123456789ABCDEF"),
    "signed by a stranger (0123456789ABCDEF): the key is not in the keyring of gpg",
  ],
  [
    "by somebody whose name says that it is good",
    false,
    'Good "git" signature with ED25519 key SHA256:abc\nNo principal matched.\n',
    "signed by a stranger (ED25519 key SHA256:abc): the key is not in Git's gpg.ssh.allowedSignersFile",
  ],
  ["in words that nobody knows", false, "error: odd\n", "signature not checked: error: odd"],
  ["in no words", false, "", "signature not checked: Git does not say why"],
  ["good in words that nobody knows", true, "fine\n", "signed by somebody whom Git trusts"],
  ["not at all", false, "error: no signature found\n", undefined],
])("a tag is signed %s", (_, isGood, output, words) => {
  expect(signatureWords(signatureFrom({ isGood, output }))).toBe(words);
});
