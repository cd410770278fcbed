/** What Git says of a tag's signature. */
export interface Signature {
  /** `good`: of a signer that Git trusts here; `untrusted`: whole, of somebody else; `unchecked`: nobody here can tell. */
  state: "good" | "untrusted" | "bad" | "unchecked" | "none";
  /** The signer as Git knows them, or their key. */
  by?: string;
  /** What Git complains of. */
  why?: string;
}

/** Whether Git finds it good; its words only tell who signed. */
interface Verified {
  isGood: boolean;
  /** What `git verify-tag --raw` said: gpg's status lines, or ssh-keygen's words. */
  output: string;
}

const signers = [
  /^\[GNUPG:\] (?:GOODSIG|EXPSIG|EXPKEYSIG|REVKEYSIG|BADSIG) \S+ (?<by>.+)/m,
  /^Good "\S+" signature for (?<by>.+) with \S+ key \S+$/m,
  /^Good "\S+" signature with (?<by>\S+ key \S+)$/m,
  /^\[GNUPG:\] (?:NO_PUBKEY|ERRSIG) (?<by>\S+)/m,
];

const complaints: { words: RegExp; state: Signature["state"]; why: (word: string) => string }[] = [
  { words: /no signature found|cannot verify a non-tag object/, state: "none", why: () => "it has no signature" },
  {
    words: /^\[GNUPG:\] BADSIG |: incorrect signature$/im,
    state: "bad",
    why: () => "it was changed after it was signed",
  },
  { words: /^\[GNUPG:\] REVKEYSIG /m, state: "untrusted", why: () => "the key is revoked" },
  {
    words: /^\[GNUPG:\] (?:EXPKEYSIG|EXPSIG) /m,
    state: "untrusted",
    why: () => "the key or the signature has expired",
  },
  { words: /^\[GNUPG:\] NO_PUBKEY /m, state: "untrusted", why: () => "the key is not in the keyring of gpg" },
  {
    words: /allowedSignersFile needs to be configured|Unable to open allowed keys file/,
    state: "unchecked",
    why: () => "Git's gpg.ssh.allowedSignersFile names no file with those who may sign",
  },
  // ssh-keygen says no more of a key that is revoked.
  {
    words: /could not verify signature/i,
    state: "untrusted",
    why: () => "ssh-keygen does not accept it: the key may be revoked",
  },
  {
    words: /no principal matched/i,
    state: "untrusted",
    why: () => "the key is not in Git's gpg.ssh.allowedSignersFile",
  },
  {
    words: /cannot run (?<word>[^:\n]{1,300}): No such file/,
    state: "unchecked",
    why: (program) => `the program that checks signatures is not installed: ${program}`,
  },
  {
    words: /^\[GNUPG:\] TRUST_/m,
    state: "untrusted",
    why: () => "gpg trusts the key less than Git's gpg.minTrustLevel asks for",
  },
];

/** Reads what Git said of a signature. */
export function signatureFrom({ isGood, output }: Verified): Signature {
  const by = signers.map((pattern) => pattern.exec(output)?.groups?.by).find((name) => name !== undefined);
  const signer = by === undefined ? {} : { by };
  if (isGood) return { state: "good", ...signer };
  for (const { words, state, why } of complaints) {
    const found = words.exec(output);
    if (found) return { state, ...signer, why: why(found.groups?.word ?? "") };
  }
  return { state: "unchecked", ...signer, why: output.trim().split("\n").at(-1) || "Git does not say why" };
}

/** A signature in a few words, behind the tag that has it; undefined if there is none. */
export function signatureWords({ state, by, why }: Signature): string | undefined {
  if (state === "none") return undefined;
  if (state === "good") return `signed by ${by ?? "somebody whom Git trusts"}`;
  const kind =
    state === "bad" ? "a bad signature" : state === "untrusted" ? "signed by a stranger" : "signature not checked";
  return [`${kind}${by ? ` (${by})` : ""}`, why].filter(Boolean).join(": ");
}
