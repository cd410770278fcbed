interface Refusal {
  message: string;
  hint: string;
}

interface Rule {
  words: RegExp;
  refusal: (format: string, word: string) => Refusal;
}

const isSsh = (format: string): boolean => format === "ssh";

/** How a key is unlocked before a release, which asks nobody. */
const unlocking = (format: string): string =>
  isSsh(format)
    ? "Add the key to an agent first: `ssh-add`."
    : "Unlock the key first, so that gpg-agent knows its passphrase: `echo | gpg --clearsign`.";

const rules: Rule[] = [
  {
    words: /cannot run (?<word>[^:\n]{1,300}): No such file/,
    refusal: (format, program) => ({
      message: `tags are signed here, and the program that signs them is not installed: ${program}`,
      hint: `Install ${isSsh(format) ? "OpenSSH" : "GnuPG"}, or name the program in Git's ${isSsh(format) ? "gpg.ssh.program" : "gpg.program"}.`,
    }),
  },
  {
    words: /user\.signing-?key.{0,300} needs? to be (?:set|configured)/i,
    refusal: () => ({
      message: "tags are signed here, and Git knows no key to sign with",
      hint: "Name the file of your public key: `git config --global user.signingKey ~/.ssh/id_ed25519.pub`.",
    }),
  },
  {
    words: /no secret key/i,
    refusal: () => ({
      message: "tags are signed here, and gpg has no secret key of yours",
      hint: "`gpg --list-secret-keys` lists what there is; Git's user.signingKey takes another one than that of your address.",
    }),
  },
  {
    words: /load public key (?<word>.{1,500}): No such file/,
    refusal: (_, key) => ({
      message: `tags are signed here, and the key is not there: ${key}`,
      hint: "Git's user.signingKey names it.",
    }),
  },
  {
    words:
      /incorrect passphrase|no private key found|find key in agent|invalid format|agent refused|not a tty|inappropriate ioctl|no pinentry/i,
    refusal: (format) => ({
      message: "tags are signed here, and the key is locked or in no agent",
      hint: unlocking(format),
    }),
  },
  {
    words: /nobody answers/,
    refusal: (format) => ({
      message: "tags are signed here, and the key waits for somebody who does not answer",
      hint: unlocking(format),
    }),
  },
];

/** Why tags cannot be signed, and the way out, after Git's own words. */
export function signingRefusal(format: string, output: string): Refusal {
  for (const { words, refusal } of rules) {
    const found = words.exec(output);
    if (found) return refusal(format, found.groups?.word ?? "");
  }
  const openpgp =
    "`echo | gpg --clearsign` says why: a key that is locked, or none for your address or Git's user.signingKey.";
  return {
    message: "tags are signed here, and signing fails",
    hint: `\`git tag --sign\` must work here without a question.${format === "openpgp" ? ` ${openpgp}` : ""}`,
  };
}
